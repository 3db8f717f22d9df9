// Before the door: the waiting room, or the password. `retry` joins again and is called by itself when one is let in.
import { useEffect, useRef, useState } from 'react';
import { submit, useMe } from '../../link';
import type { ConferenceView, Refusal } from '../../link/types';
import { useT } from '../../shell/i18n';
import { RefusalNote } from '../../shell/RefusalNote';
import '../meeting.css';

interface Props { conference: ConferenceView; refusal: Refusal; retry: () => void }

/** For a refusal to join that one can do something about; every other is only told. */
export function EntryNote(props: Props) {
  if (props.refusal.accepted?.includes('ask_to_enter')) return <Wait {...props} />;
  if (props.refusal.accepted?.includes('enter_password')) return <Password {...props} />;
  return <RefusalNote refusal={props.refusal} />;
}

function Wait({ conference, retry }: Props) {
  const t = useT();
  const me = useMe();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { waiting, admitted, waiting_room: room } = conference.meeting;
  const waits = waiting.some((each) => each.user === me.id);
  const free = !room || admitted.includes(me.id);
  const asked = useRef(false);
  const let_in = useRef(false);
  const ask = (on: boolean) => void submit({ type: 'ask_to_enter', conference: conference.id, waiting: on }).then((outcome) => setRefusal(outcome.ok ? null : outcome.refusal));
  useEffect(() => {
    asked.current ||= waits;
    if (!free || let_in.current) return;
    let_in.current = true;
    retry();
  }, [waits, free, retry]);
  if (free) return null;
  return (
    <div className="panel entry-note" role="status" data-testid="entry-note" data-waits={waits}>
      <b>{t(waits ? 'meeting.door.knock' : 'meeting.door.waitingRoom')}</b>
      <p className="soft">{t(waits ? 'meeting.door.knockText' : asked.current ? 'meeting.door.turnedAway' : 'meeting.door.waitingOn')}</p>
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row">
        {waits
          ? <button className="button" data-testid="stop-waiting" onClick={() => ask(false)}>{t('meeting.door.knockStop')}</button>
          : <button className="button primary" data-testid="ask-to-enter" onClick={() => ask(true)}>{t('meeting.door.knockAsk')}</button>}
      </div>
    </div>
  );
}

function Password({ conference, refusal, retry }: Props) {
  const t = useT();
  const [password, setPassword] = useState('');
  const [own, setOwn] = useState<Refusal | null>(null);
  const send = async () => {
    const outcome = await submit({ type: 'enter_password', conference: conference.id, password });
    setPassword('');
    if (!outcome.ok) return setOwn(outcome.refusal);
    setOwn(null);
    retry();
  };
  return (
    <form
      className="panel entry-note" data-testid="entry-note"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <RefusalNote refusal={own ?? refusal} />
      <div className="row">
        <input className="input grow" type="password" autoFocus value={password} aria-label={t('meeting.door.enterPassword')} data-testid="conference-password" onChange={(event) => setPassword(event.target.value)} />
        <button className="button primary" disabled={password === ''} data-testid="send-password">{t('meeting.door.enter')}</button>
      </div>
    </form>
  );
}
