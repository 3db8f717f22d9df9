// What waits while cut off, and after it: what was sent, what was refused, what changed elsewhere.
import { Link } from 'wouter';
import { live, useEntities, useLink, useMe } from '../link';
import type { Back, Delivered } from '../link';
import type { EntityKey } from '../link/types';
import { useT } from '../shell/i18n';
import { clockText, minuteText } from '../shell/time';
import './offline.css';
import { inputWords } from './words';

const MOST_LINES = 30;
const COUNTED: ReadonlySet<string> = new Set(['incident', 'feed_record', 'phone_call', 'warning', 'station', 'conference', 'order', 'report', 'instruction', 'plot']);

/** 待发: in the order in which they will be sent. */
export function WaitingList() {
  const t = useT();
  const me = useMe();
  const copy = useLink((state) => state.copy);
  const waiting = live.outbox.waiting(me.id);
  return (
    <section className="away" aria-label={t('offline.waiting')} data-testid="waiting-list">
      <div>
        <h3>{t('offline.waiting')}</h3>
        <ol>
          {waiting.slice(0, MOST_LINES).map((entry) => (
            <li key={entry.id}><time>{clockText(entry.at + live.clock.offset)}</time><span className="grow">{inputWords(entry.input, copy, t)}</span></li>
          ))}
        </ol>
        {waiting.length > MOST_LINES && <p className="muted">{t('offline.more', { count: waiting.length - MOST_LINES })}</p>}
      </div>
    </section>
  );
}

function Sent({ each }: { each: Delivered }) {
  const t = useT();
  const copy = useLink((state) => state.copy);
  const made = each.made?.kind === 'incident' ? each.made.id : null;
  const words = inputWords(each.input, copy, t);
  return (
    <li data-testid="delivered" data-outcome={each.outcome}>
      <time>{clockText(each.at + live.clock.offset)}</time>
      <span className="grow">{made === null ? words : <Link href={`/incident/${made}`}>{words}</Link>}</span>
      <span className={`outcome ${each.outcome}`}>{t(`offline.outcome.${each.outcome}`, { rule: each.rule })}</span>
    </li>
  );
}

function Changed({ changed }: { changed: readonly EntityKey[] }) {
  const t = useT();
  const incidents = useEntities('incident');
  const known = changed.flatMap((key) => (key.kind === 'incident' ? [incidents.get(key.id)].filter((each) => each !== undefined) : []));
  const counts = new Map<string, number>();
  for (const key of changed) {
    if (key.kind === 'incident') continue;
    const kind = COUNTED.has(key.kind) ? key.kind : 'other';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (changed.length === 0) return <p className="muted">{t('offline.nothingChanged')}</p>;
  return (
    <>
      <ol>
        {known.slice(0, MOST_LINES).map((incident) => (
          <li key={incident.id}><time>{minuteText(incident.updated_at / 1000)}</time><Link className="grow" href={`/incident/${incident.id}`}>…{incident.number.slice(-4)} {incident.facts.title}</Link><span className="muted">{t(`state.${incident.state}`)}</span></li>
        ))}
      </ol>
      {known.length > MOST_LINES && <p className="muted">{t('offline.more', { count: known.length - MOST_LINES })}</p>}
      {counts.size > 0 && <p className="soft">{[...counts].map(([kind, count]) => t('offline.count', { kind: t(`offline.kind.${kind}`), count })).join('，')}</p>}
    </>
  );
}

/** 看变化 */
export function AwayReport({ back }: { back: Back }) {
  const t = useT();
  return (
    <section className="away" aria-label={t('offline.changed')} data-testid="away-report">
      {back.delivered.length > 0 && <div><h3>{t('offline.sent')}</h3><ol>{back.delivered.slice(0, MOST_LINES).map((each) => <Sent key={each.id} each={each} />)}</ol></div>}
      <div><h3>{t('offline.changed')}</h3><Changed changed={back.changed} /></div>
    </section>
  );
}
