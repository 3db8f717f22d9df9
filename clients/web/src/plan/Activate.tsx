// 启动响应: a level, the basis on which a person decides, and one button that says what it will do.
import { type FormEvent, useState } from 'react';
import { submit } from '../link';
import type { IncidentView, PlanView, Refusal, ResponseLevel } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { LEVELS, startable, tasksAt } from './levels';

interface Props { incident: IncidentView; plan: PlanView; level: ResponseLevel; basis: string; children?: React.ReactNode; onDone?: () => void }

export function Activate({ incident, plan, level: given, basis: known, children, onDone }: Props) {
  const t = useT();
  const [level, setLevel] = useState(given);
  const [basis, setBasis] = useState(known);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const running = incident.response?.level && incident.response.plan === plan.id;
  const can = startable(incident);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const common = { incident: incident.id, level, basis: basis.trim() };
    const outcome = await submit(running ? { type: 'change_response_level', ...common } : { type: 'activate_plan', plan: plan.id, ...common });
    setBusy(false);
    if (outcome.ok) onDone?.();
    else setRefusal(outcome.refusal);
  };
  const name = t(`plan.level.${level}`);
  const count = tasksAt(plan.content, level).length;
  return (
    <form className="activate" onSubmit={(event) => void send(event)}>
      <div className="row wrap" style={{ alignItems: 'flex-end' }}>
        <div className="field"><span className="label">{t('plan.levelLabel')}</span>
          <span className="segmented" role="group" aria-label={t('plan.levelLabel')}>
            {LEVELS.map((each) => <button type="button" key={each} aria-pressed={level === each} data-testid={`level-${each}`} onClick={() => setLevel(each)}>{t(`plan.level.${each}`)}</button>)}
          </span>
        </div>
        <label className="field grow" style={{ minWidth: 200 }}><span className="label">{t('incident.basis')}</span>
          <input required maxLength={400} value={basis} data-testid="activate-basis" placeholder={t('incident.basisHint')} onChange={(event) => setBasis(event.target.value)} />
        </label>
      </div>
      {!can && <p className="soft" role="note">{t('plan.confirmFirst')}</p>}
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row wrap">
        <button className="button primary" disabled={busy || !can || basis.trim() === ''} data-testid="activate">{running ? t('plan.change', { level: name }) : t('plan.activate', { level: name, count })}</button>
        {children}
      </div>
    </form>
  );
}
