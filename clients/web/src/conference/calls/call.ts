// 呼叫: reading a call's clock. Every moment comes from the node; this only compares them with the node's time.
import type { ConferenceView, SiteView } from '../../link/types';
import type { Translate } from '../../shell/i18n';
import { minuteText, ms, spanText } from '../../shell/time';

/** ringing: answer awaited. later: put off by the unit. unanswered: it rang and nobody came. */
export type CallPhase = 'ringing' | 'later' | 'unanswered';

export function callPhase(site: SiteView, now: number): CallPhase | null {
  const call = site.call;
  if (!call) return null;
  if (call.later_until != null && now < ms(call.later_until)) return 'later';
  return now < ms(call.unanswered_at) ? 'ringing' : 'unanswered';
}

/** How the call of a site stands, with the time it has been rung; empty when it is not being called. */
export function callText(t: Translate, site: SiteView, now: number): string {
  const call = site.call;
  const phase = callPhase(site, now);
  if (!call || !phase) return '';
  const times = call.rings > 1 ? ` · ${t('meeting.call.times', { count: call.rings })}` : '';
  if (phase === 'later') return t('meeting.call.later', { time: minuteText(ms(call.later_until!)) }) + times;
  return t(`meeting.call.${phase}`, { span: spanText(now - ms(call.first_at)) }) + times;
}

/** Whom `ring_absent` would ring: neither here, nor ringing, nor put off, nor a token's. */
export function absentees(conference: ConferenceView, now: number): SiteView[] {
  return conference.sites.filter((site) => {
    const phase = callPhase(site, now);
    return site.presence.type !== 'present' && phase !== 'ringing' && phase !== 'later' && (site.unit != null || site.user != null);
  });
}
