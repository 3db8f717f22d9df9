// 会商呼叫: a conference rings this unit. On every screen of the unit until one of them answers; it sounds while it rings.
import { BellOff, Phone, PhoneMissed } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { submit, useEntities, useMe } from '../link';
import type { ConferenceView, SiteView } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { ring } from '../shell/sound';
import { minuteText, ms, spanText } from '../shell/time';
import { callPhase, type CallPhase } from './calls/call';
import { Reminders } from './schedule/Reminders';
import './calls/calls.css';

const MINUTES = [2, 5, 10] as const;
const REASONS = ['scene', 'other', 'person'] as const;

interface Called { conference: ConferenceView; site: SiteView; phase: CallPhase }

export function CallBar() {
  const me = useMe();
  const now = useNow();
  const [path] = useLocation();
  const conferences = useEntities('conference');
  const calls = [...conferences.values()].flatMap((conference): Called[] => {
    if (conference.ended_at != null || new RegExp(`^/conference/${conference.id}(/|$)`).test(path)) return [];
    const site = conference.sites.find((each) => each.presence.type === 'ringing' && (each.user == null ? each.unit === me.unit : each.user === me.id));
    const phase = site && callPhase(site, now);
    return site && phase ? [{ conference, site, phase }] : [];
  });
  const rings = calls.some((call) => call.phase === 'ringing');
  useEffect(() => (rings ? ring() : undefined), [rings]);
  return <>{calls.map((call) => <Bar key={call.conference.id} {...call} now={now} />)}<Reminders /></>;
}

function Bar({ conference, site, phase, now }: Called & { now: number }) {
  const t = useT();
  const [, go] = useLocation();
  const [asking, setAsking] = useState<'decline' | 'later' | null>(null);
  const [reason, setReason] = useState('');
  const call = site.call!;
  const decline = () => void submit({ type: 'decline_conference', conference: conference.id, reason: reason.trim() });
  const [icon, title, text] = {
    ringing: [<Phone key="i" size={16} aria-hidden="true" />, t('meeting.call.title'), t('meeting.call.wants', { title: conference.title })],
    unanswered: [<PhoneMissed key="i" size={16} aria-hidden="true" />, t('meeting.call.missed'), t('meeting.call.missedText', { title: conference.title, span: spanText(now - ms(call.first_at)) })],
    later: [<BellOff key="i" size={16} aria-hidden="true" />, t('meeting.call.quiet'), t('meeting.call.quietText', { title: conference.title, time: minuteText(ms(call.later_until ?? 0)) })],
  }[phase] as [React.ReactNode, string, string];
  return (
    <div className={`banner calling ${phase === 'later' ? 'plain' : 'wait'}`} role="alert" data-testid="call-bar" data-phase={phase}>
      {icon}
      <span className="grow"><b>{title}</b>{text}</span>
      <span className="answers">
        <button className="button primary" data-testid="call-join" onClick={() => go(`/conference/${conference.id}`)}>{t('meeting.call.accept')}</button>
        {asking === null && phase !== 'later' && <button className="button" data-testid="call-later" onClick={() => setAsking('later')}>{t('meeting.call.laterDo')}</button>}
        {asking === null && <button className="button" data-testid="call-decline" onClick={() => setAsking('decline')}>{t('meeting.call.decline')}</button>}
        {asking === 'later' && MINUTES.map((minutes) => (
          <button
            key={minutes} className="button" data-testid={`call-later-${minutes}`}
            onClick={() => {
              setAsking(null);
              void submit({ type: 'postpone_call', conference: conference.id, minutes });
            }}
          >
            {t('meeting.call.minutes', { count: minutes })}
          </button>
        ))}
        {asking === 'decline' && (
          <form
            className="answers"
            onSubmit={(event) => {
              event.preventDefault();
              decline();
            }}
          >
            <input
              className="input" autoFocus value={reason} maxLength={200} list="decline-reasons" placeholder={t('meeting.call.reasonHint')} aria-label={t('meeting.call.reason')} data-testid="decline-reason"
              onChange={(event) => setReason(event.target.value)} onKeyDown={(event) => event.key === 'Escape' && setAsking(null)}
            />
            <datalist id="decline-reasons">{REASONS.map((each) => <option key={each} value={t(`meeting.call.reasons.${each}`)} />)}</datalist>
            <button className="button" data-testid="decline-send">{t('meeting.call.declineDo')}</button>
          </form>
        )}
        {asking !== null && <button type="button" className="button" onClick={() => setAsking(null)}>{t('meeting.call.back')}</button>}
      </span>
    </div>
  );
}
