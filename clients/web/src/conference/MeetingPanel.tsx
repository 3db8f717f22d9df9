// 会务: what surrounds the meeting, in one panel beside or under it. Mount it in one line; it folds itself away.
import { ClipboardList } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useMe } from '../link';
import type { ConferenceView, Input } from '../link/types';
import { useT } from '../shell/i18n';
import { Attendance } from './attendance/Attendance';
import { CaptionForm } from './captions/CaptionForm';
import { Door } from './door/Door';
import { Messages, useMessages } from './messages/Messages';
import { iControl, mySite } from './sites';
import { Votes } from './votes/Votes';
import './meeting.css';

const TABS = ['messages', 'votes', 'attendance', 'agenda', 'door', 'captions'] as const;
const OWNERS: readonly string[] = ['door', 'captions'];
type Tab = (typeof TABS)[number];

/** Tabs that only chair and operator may use; initiator too for the door. */
function tabsFor(conference: ConferenceView, control: boolean, me: number): readonly Tab[] {
  return TABS.filter((tab) => !OWNERS.includes(tab) || control || (tab === 'door' && conference.created_by === me));
}

export function MeetingPanel({ conference, act, close }: { conference: ConferenceView; act: (input: Input) => void; close: () => void }) {
  const t = useT();
  const me = useMe();
  const control = iControl(conference, me);
  const tabs = tabsFor(conference, control, me.id);
  const [chosen, setTab] = useState<Tab>(tabs[0]!);
  const tab = tabs.includes(chosen) ? chosen : tabs[0]!;
  return (
    <section className="panel meeting-panel" aria-label={t('meeting.panel.title')} data-testid="meeting-panel">
      <header>
        <div className="segmented grow" role="tablist" aria-label={t('meeting.panel.title')}>
          {tabs.map((each) => <button key={each} role="tab" aria-selected={each === tab} data-testid={`meeting-tab-${each}`} onClick={() => setTab(each)}>{t(`meeting.panel.tabs.${each}`)}</button>)}
        </div>
        <button className="button" onClick={close}>{t('meeting.panel.close')}</button>
      </header>
      <div className="body" role="tabpanel">
        {tab === 'messages' && <Messages conference={conference} />}
        {tab === 'votes' && <Votes conference={conference} site={mySite(conference, me)} control={control} act={act} />}
        {tab === 'agenda' && <Agenda conference={conference} />}
        {tab === 'door' && <Door conference={conference} act={act} />}
        {tab === 'attendance' && <Attendance conference={conference} control={control} act={act} />}
        {tab === 'captions' && <CaptionForm conference={conference} act={act} />}
      </div>
    </section>
  );
}

function Agenda({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const { agenda } = conference.meeting;
  if (agenda.length === 0) return <p className="muted">{t('meeting.agenda.none')}</p>;
  return (
    <ol className="meeting-list">
      {agenda.map((item, index) => <li key={index}><span>{index + 1}.</span><span className="grow">{item.text}</span>{item.minutes != null && <span className="muted">{t('meeting.agenda.minutes', { count: item.minutes })}</span>}</li>)}
    </ol>
  );
}

/** A button that opens the panel above it; says how many wait before the door. */
export function MeetingButton({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const waiting = conference.meeting.waiting.length;
  const last = useMessages(conference.id).at(-1)?.id ?? 0;
  const [read, setRead] = useState(last);
  const unread = useMessages(conference.id).filter((message) => message.id > read).length;
  useEffect(() => {
    if (open) setRead(last);
  }, [open, last]);
  return (
    <span className="meeting-anchor">
      {open && <MeetingPanel conference={conference} act={act} close={() => setOpen(false)} />}
      <button className="button" aria-expanded={open} data-testid="open-meeting" onClick={() => setOpen(!open)}>
        <ClipboardList size={15} aria-hidden="true" />{t('meeting.panel.title')}{waiting > 0 && <span className="chip waiting">{t('meeting.door.waiting', { count: waiting })}</span>}{unread > 0 && !open && <span className="chip acting" data-testid="unread">{t('meeting.message.unread', { count: unread })}</span>}
      </button>
    </span>
  );
}
