// 呼叫情况: which unit of a consultation is here, which was rung and for how long, which declined and why; and rings again.
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { submit, useEntities, useMe } from '../../link';
import type { ConferenceView, IncidentView, Input, Refusal, SiteView } from '../../link/types';
import { useT, type Translate } from '../../shell/i18n';
import { DepartmentMark, useNow } from '../../shell/marks';
import { RefusalNote } from '../../shell/RefusalNote';
import { minuteText, ms } from '../../shell/time';
import { iControl, present } from '../sites';
import { callPhase, callText } from './call';
import { RingAbsent } from './RingAbsent';
import './calls.css';

/** The open consultation of an incident. */
export function IncidentCalls({ incident }: { incident: IncidentView }) {
  const open = [...useEntities('conference').values()].filter((each) => each.incident === incident.id && each.ended_at == null);
  return open.map((conference) => <CallBoard key={conference.id} conference={conference} />);
}

function CallBoard({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const units = useEntities('unit');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const act = (input: Input) => void submit(input).then((outcome) => alive.current && setRefusal(outcome.ok ? null : outcome.refusal));
  const may = iControl(conference, me) || conference.created_by === me.id;
  const sites = conference.sites.filter((site) => site.unit != null);
  const here = present(conference).length;
  return (
    <section className="panel call-board" aria-label={t('meeting.call.board')} data-testid="call-board">
      <header>
        <h2>{t('meeting.call.board')}</h2>
        <span className="muted grow">{t('meeting.call.boardCount', { here, waiting: sites.filter((site) => site.presence.type !== 'present').length })}</span>
        {may && <RingAbsent conference={conference} act={act} />}
        <Link className="button" href={`/conference/${conference.id}`}>{t('meeting.call.enter')}</Link>
      </header>
      {refusal && <RefusalNote refusal={refusal} />}
      <ul>
        {sites.map((site) => {
          const kind = units.get(site.unit!)?.kind;
          return (
            <li key={site.id} data-testid="call-row" data-phase={callPhase(site, now) ?? site.presence.type}>
              {kind && <DepartmentMark kind={kind} />}
              <span className="grow">{site.name}</span>
              <span className={tone(site, now)}>{standing(t, site, now)}</span>
              {may && site.presence.type !== 'present' && callPhase(site, now) !== 'ringing' && (
                <button className="button small-button" data-testid="call-again" aria-label={`${site.name} ${t('meeting.call.again')}`} onClick={() => act({ type: 'ring_site', conference: conference.id, site: site.id })}>{t('meeting.call.again')}</button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function tone(site: SiteView, now: number): string {
  if (site.presence.type === 'present') return 'chip done';
  const phase = callPhase(site, now);
  return phase === 'unanswered' || site.presence.type === 'declined' ? 'chip waiting' : 'chip';
}

function standing(t: Translate, site: SiteView, now: number): string {
  switch (site.presence.type) {
    case 'ringing': return callText(t, site, now);
    case 'declined': return t('meeting.call.declined', { reason: site.presence.reason || t('meeting.call.noReason') });
    case 'present': return t('meeting.call.here', { time: minuteText(ms(site.presence.since)) });
    case 'absent': return t('meeting.call.absent', { time: minuteText(ms(site.presence.since)) });
  }
}
