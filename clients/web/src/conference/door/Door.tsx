// 入会: what chair, initiator and operator decide about the door: lock, waiting room, password; and the planned end.
import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import type { ConferenceView, Input } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { minuteText, ms, spanText } from '../../shell/time';
import '../meeting.css';

const PROLONG = [15, 30, 60] as const;

export function Door({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const { meeting, id } = conference;
  const locked = meeting.locked_at != null;
  return (
    <div className="meeting-form" data-testid="door">
      <div className="meeting-line">
        {locked ? <Lock size={16} aria-hidden="true" /> : <LockOpen size={16} aria-hidden="true" />}
        <span className="grow">{locked ? t('meeting.door.locked', { time: minuteText(ms(meeting.locked_at!)) }) : t('meeting.door.open')}</span>
        <button className="button" aria-pressed={locked} data-testid="lock" onClick={() => act({ type: 'lock_conference', conference: id, locked: !locked })}>{t(locked ? 'meeting.door.unlock' : 'meeting.door.lock')}</button>
      </div>
      <WaitingRoom conference={conference} act={act} />
      <Password conference={conference} act={act} />
      <PlannedEnd conference={conference} act={act} />
    </div>
  );
}

function WaitingRoom({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const { meeting, id } = conference;
  return (
    <>
      <div className="meeting-line">
        <b>{t('meeting.door.waitingRoom')}</b>
        <span className="grow">{t(meeting.waiting_room ? 'meeting.door.waitingOn' : 'meeting.door.waitingOff')}</span>
        <button className="button" aria-pressed={meeting.waiting_room} data-testid="waiting-room" onClick={() => act({ type: 'set_waiting_room', conference: id, on: !meeting.waiting_room })}>{t(meeting.waiting_room ? 'meeting.door.turnOff' : 'meeting.door.turnOn')}</button>
      </div>
      {meeting.waiting_room && <WaitingList conference={conference} act={act} />}
    </>
  );
}

/** Who stands before the door; orange, because it waits for a person. */
export function WaitingList({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const now = useNow();
  const { waiting } = conference.meeting;
  if (waiting.length === 0) return <p className="muted small meeting-line">{t('meeting.door.nobody')}</p>;
  return (
    <ul className="meeting-list" aria-live="polite" data-testid="waiting-list">
      {waiting.map((person) => (
        <li key={person.user} data-testid="waiting-row">
          <span className="grow">{person.unit_name} {person.name}</span>
          <span className="chip waiting">{t('meeting.door.since', { span: spanText(now - ms(person.since)) })}</span>
          <button className="button" data-testid="admit" onClick={() => act({ type: 'answer_entry', conference: conference.id, user: person.user, admit: true })}>{t('meeting.door.admit')}</button>
          <button className="button" data-testid="turn-away" onClick={() => act({ type: 'answer_entry', conference: conference.id, user: person.user, admit: false })}>{t('meeting.door.refuse')}</button>
        </li>
      ))}
    </ul>
  );
}

function Password({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const [password, setPassword] = useState('');
  const { meeting, id } = conference;
  const fits = [...password].length >= 4 && [...password].length <= 32 && password.trim() === password;
  return (
    <form
      className="meeting-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits) return;
        act({ type: 'set_conference_password', conference: id, password });
        setPassword('');
      }}
    >
      <b>{t('meeting.door.password')}</b>
      <span className="grow">{t(meeting.has_password ? 'meeting.door.passwordOn' : 'meeting.door.passwordOff')}</span>
      <input className="input" value={password} autoComplete="off" placeholder={t('meeting.door.passwordNew')} aria-label={t('meeting.door.password')} data-testid="new-password" onChange={(event) => setPassword(event.target.value)} />
      <button className="button" disabled={!fits} data-testid="set-password">{t('meeting.door.passwordSet')}</button>
      {meeting.has_password && <button type="button" className="button" onClick={() => act({ type: 'set_conference_password', conference: id, password: null })}>{t('meeting.door.passwordClear')}</button>}
    </form>
  );
}

/** 余时: grey, orange in the last five minutes, red when over; nothing ends by itself. */
export function TimeLeft({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const now = useNow();
  const end = conference.meeting.planned_end;
  if (end == null) return null;
  const left = ms(end) - now;
  const phase = left < 0 ? 'late' : left < 300_000 ? 'soon' : '';
  return <span className={`due ${phase}`} data-testid="time-left" title={t('meeting.door.endsAt', { time: minuteText(ms(end)) })}><b>{t(left < 0 ? 'meeting.door.over' : 'meeting.door.left', { span: spanText(Math.abs(left)) })}</b></span>;
}

function PlannedEnd({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const end = conference.meeting.planned_end;
  return (
    <div className="meeting-line">
      <b>{t('meeting.door.end')}</b>
      <span className="grow">{end == null ? t('meeting.door.noEnd') : <>{t('meeting.door.endsAt', { time: minuteText(ms(end)) })} <TimeLeft conference={conference} /></>}</span>
      {PROLONG.map((minutes) => <button key={minutes} className="button" data-testid={`prolong-${minutes}`} onClick={() => act({ type: 'prolong_conference', conference: conference.id, minutes })}>{t('meeting.door.prolong', { count: minutes })}</button>)}
    </div>
  );
}
