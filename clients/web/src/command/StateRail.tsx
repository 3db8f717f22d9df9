// The states an incident went through and what may come next, each step with the basis on which it was decided.
import { Check } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { submitOrLeave } from '../link';
import type { IncidentState, IncidentStep, IncidentView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { RAIL } from './states';

/** 误报 and 重复并案 end the rail where they were decided, also when they were archived since. */
export function railOf({ state, steps }: Pick<IncidentView, 'state' | 'steps'>): readonly IncidentState[] {
  if (state === 'false_alarm' || state === 'duplicate') return ['reported', 'verifying', state];
  const left = steps?.at(-1)?.from;
  return state === 'archived' && (left === 'false_alarm' || left === 'duplicate') ? ['reported', 'verifying', left, state] : RAIL;
}

/** When a state was reached, by whom and on what basis. */
function wayTo(step: IncidentStep | undefined, now: number): string | undefined {
  return step && `${momentText(ms(step.at), now)} ${step.by}：${step.basis}`;
}

/** On the rail a state is named as a step, not as a condition. */
const SHORT: Partial<Record<IncidentState, string>> = { verifying: 'state.verifyingShort', handling: 'state.handlingShort' };

export function StateRail({ incident }: { incident: IncidentView }) {
  const t = useT();
  const now = useNow();
  const rail = railOf(incident);
  const at = rail.indexOf(incident.state);
  const reached = new Map(incident.steps?.map((step) => [step.to, step]));
  return (
    <ol className="rail" data-testid="state-rail" data-state={incident.state}>
      {rail.map((state, index) => (
        <li key={state} className={index < at ? 'past' : index === at ? 'now' : ''} aria-current={index === at ? 'step' : undefined} title={wayTo(reached.get(state), now)}>
          {index < at ? <Check size={13} aria-hidden="true" /> : <span className="ring" aria-hidden="true" />}
          {t(SHORT[state] ?? `state.${state}`)}
          {index === at && <span className="small muted">{momentText(ms(reached.get(state)?.at ?? incident.reported_at), now)}</span>}
        </li>
      ))}
    </ol>
  );
}

/** One button per state that may come next; the basis is asked before it acts. */
export function Transition({ incident }: { incident: IncidentView }) {
  const t = useT();
  const [to, setTo] = useState<IncidentState | null>(null);
  const [basis, setBasis] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!to) return;
    const outcome = await submitOrLeave({ type: 'transition_incident', incident: incident.id, to, basis: basis.trim() });
    if (outcome && !outcome.ok) return setRefusal(outcome.refusal);
    setRefusal(null);
    setTo(null);
    setBasis('');
  };
  if (incident.next_states.length === 0) return <p className="muted">{t('incident.closed')}</p>;
  return (
    <form className="row wrap" onSubmit={(event) => void send(event)} data-testid="transition">
      <span className="muted small">{t('incident.moveHint')}</span>
      {incident.next_states.map((state) => (
        <button type="button" key={state} className="button" aria-pressed={to === state} data-testid={`to-${state}`} onClick={() => setTo(to === state ? null : state)}>{t(`state.${state}`)}</button>
      ))}
      {to && (
        <>
          <label className="field grow" style={{ minWidth: 180 }}>
            <span className="label">{t('incident.basis')}</span>
            <input autoFocus required data-testid="transition-basis" value={basis} maxLength={400} placeholder={t('incident.basisHint')} onChange={(event) => setBasis(event.target.value)} />
          </label>
          <button className="button primary" style={{ alignSelf: 'flex-end' }} data-testid="transition-submit">{t('incident.to', { state: t(`state.${to}`) })}</button>
        </>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </form>
  );
}
