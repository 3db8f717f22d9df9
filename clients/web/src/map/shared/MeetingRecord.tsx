// The incident's timeline at hand in the meeting, and the decisions taken there: written once, they are records of the
// incident and become orders.
import { Gavel, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { submit, useMe } from '../../link';
import type { IncidentView, Refusal, TimelineEntry } from '../../link/types';
import { Decided } from '../../order/Decided';
import { OrderForm } from '../../order/Form';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { RefusalNote } from '../../shell/RefusalNote';
import { momentText, ms } from '../../shell/time';

export function MeetingRecord({ incident, onClose }: { incident: IncidentView; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [carried, setCarried] = useState<TimelineEntry | null>(null);
  const decides = me.role === 'leader' || me.role === 'duty_officer' || me.role === 'operator';
  const record = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submit({ type: 'record_decision', incident: incident.id, text: text.trim() });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setText('');
  };
  if (carried) return <aside className="meeting-record wide"><OrderForm incident={incident.id} carriesOut={carried} onDone={() => setCarried(null)} /></aside>;
  const entries = [...incident.timeline].sort((a, b) => b.seq - a.seq);
  return (
    <aside className="meeting-record" data-testid="meeting-record" aria-label={t('shared.record')}>
      <header className="row"><b className="grow">{incident.facts.title}</b><span className="muted small">{t('incident.count', { count: entries.length })}</span><button className="button plain" aria-label={t('map.close')} onClick={onClose}><X size={15} /></button></header>
      <ol>
        {entries.map((entry) => (
          <li key={entry.seq} data-kind={entry.kind}>
            <time className="muted small">{momentText(ms(entry.at), now)}</time>
            <div><span className={entry.kind === 'decision' ? 'strong decision' : 'strong'}>{t(`incident.kind.${entry.kind}`)}</span> <span className="muted small">{entry.actor}</span><p className="small">{entry.text}</p>{entry.kind === 'decision' && <Decided incident={incident.id} entry={entry} toOrder={() => setCarried(entry)} />}</div>
          </li>
        ))}
      </ol>
      {decides && (
        <form onSubmit={(event) => void record(event)}>
          <textarea className="input" rows={2} required maxLength={4000} data-testid="decision" value={text} placeholder={t('shared.decision')} aria-label={t('shared.decision')} onChange={(event) => setText(event.target.value)} />
          <button className="button primary" data-testid="decision-submit" disabled={text.trim() === ''}><Gavel size={14} aria-hidden="true" />{t('shared.recordDecision')}</button>
          {refusal && <RefusalNote refusal={refusal} />}
        </form>
      )}
    </aside>
  );
}
