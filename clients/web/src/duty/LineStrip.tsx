// The line of a report: who is at the other end, since when, and whether that number has called before. There is no
// telephony behind it: number and times are typed, or the times set by one key.
import { Phone, PhoneCall, PhoneOff } from 'lucide-react';
import { serverNow, useEntities } from '../link';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { useNow } from '../shell/marks';
import { momentText, ms, spanText } from '../shell/time';
import { rowsOf } from './CallLog';
import { select } from './desk';
import type { Draft } from './draft';
import { Moment } from './Moment';

const digits = (phone: string) => phone.replace(/\D/g, '');

export function LineStrip({ draft, wrong, onChange }: { draft: Draft; wrong: boolean; onChange: (patch: Partial<Draft>) => void }) {
  const t = useT();
  const now = useNow();
  const { from, to } = draft.call ?? { from: null, to: null };
  const incidents = useEntities('incident');
  const calls = useEntities('phone_call');
  const number = digits(draft.phone);
  const before = number.length < 5 ? [] : rowsOf(incidents, calls.values()).filter((row) => digits(row.facts.party?.phone ?? '') === number);
  const last = before[0];
  const goesOn = from !== null && to === null;
  const press = () => onChange({ call: goesOn ? { from, to: serverNow() } : { from: serverNow(), to: null } });
  useKeys({ F7: press });
  return (
    <div className={`line-strip ${goesOn ? 'goes-on' : ''}`} role="group" aria-label={t('line.title')} data-testid="line-strip">
      <span className="line-sign" aria-hidden="true">{goesOn ? <PhoneCall size={16} /> : <Phone size={16} />}</span>
      <strong className="line-number">{draft.phone.trim() || <span className="muted small">{t('line.noNumber')}</span>}</strong>
      {from !== null && <span className="chip" data-testid="line-span">{t(goesOn ? 'line.goesOn' : 'line.lasted', { span: spanText((to ?? now) - from) })}</span>}
      {last && (
        <button type="button" className="button plain small" data-testid="line-before" title={last.facts.course} disabled={!last.incident} onClick={() => last.incident && select(last.incident.id, last.incident.facts.place.position)}>
          {t('line.before', { count: before.length, last: momentText(ms(last.at), now) })}
        </button>
      )}
      <span className="grow" />
      <Moment name="from" field="line" at={from} wrong={wrong} onChange={(moment) => onChange({ call: moment === null ? { from: null, to: null } : { from: moment, to } })} />
      <span className="muted" aria-hidden="true">–</span>
      <Moment name="to" field="line-end" at={to} wrong={wrong || (from !== null && to !== null && to < from)} onChange={(moment) => onChange({ call: { from, to: from === null ? null : moment } })} />
      <button type="button" className="button small-button" data-testid="line-key" onClick={press}>{goesOn ? <PhoneOff size={13} aria-hidden="true" /> : <Phone size={13} aria-hidden="true" />}{t(goesOn ? 'line.end' : 'line.begin')} <kbd>F7</kbd></button>
    </div>
  );
}
