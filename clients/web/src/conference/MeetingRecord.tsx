// 会议记录: what stays of a meeting that is over: attendance, votes, messages and files.
import type { ConferenceView } from '../link/types';
import { useT } from '../shell/i18n';
import { Attendance } from './attendance/Attendance';
import { MessageList, useMessages } from './messages/Messages';
import { Result, useVotes } from './votes/Votes';
import './meeting.css';

export function MeetingRecord({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const votes = useVotes(conference.id);
  const messages = useMessages(conference.id);
  return (
    <section className="panel meeting-record" aria-label={t('meeting.record.title')} data-testid="meeting-record">
      <header><h2>{t('meeting.attendance.title')}</h2></header>
      <div className="body"><Attendance conference={conference} control={false} act={() => undefined} /></div>
      {votes.length > 0 && <><header><h2>{t('meeting.vote.title')}</h2></header><div className="body">{votes.map((vote) => <div key={vote.id}><b>{vote.question}</b><Result vote={vote} /></div>)}</div></>}
      {messages.length > 0 && <><header><h2>{t('meeting.message.title')}</h2></header><div className="body"><MessageList messages={messages} /></div></>}
    </section>
  );
}
