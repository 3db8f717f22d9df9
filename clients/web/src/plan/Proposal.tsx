// 建议启动: a plan whose trigger became true, with its conditions in figures. It does nothing until a person starts it.
import './plan.css';
import { type FormEvent, useState } from 'react';
import { submit, useEntities } from '../link';
import type { ActivationView, IncidentView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { Activate } from './Activate';
import { Factors } from './Factors';

/** The conditions that hold, as the basis that a person may change. */
const basisOf = (activation: ActivationView) => [...new Set(activation.factors.filter((factor) => factor.holds).map((factor) => factor.zh.replace(/（[^（）]*）$/, '')))].join('；');

function Put({ incident, activation, children }: { incident: IncidentView; activation: ActivationView; children: (open: (() => void) | null) => React.ReactNode }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submit({ type: 'reject_activation', incident: incident.id, plan: activation.plan, reason: reason.trim() });
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  return (
    <>
      {children(asked ? null : () => setAsked(true))}
      {asked && (
        <form className="row wrap" onSubmit={(event) => void send(event)}>
          <input autoFocus required className="input grow" maxLength={400} value={reason} placeholder={t('plan.rejectReason')} aria-label={t('plan.rejectReason')} data-testid="reject-reason" onChange={(event) => setReason(event.target.value)} />
          <button className="button" data-testid="reject-activation">{t('plan.rejectDo')}</button>
          <button type="button" className="button plain" onClick={() => setAsked(false)}>{t('incident.cancel')}</button>
        </form>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </>
  );
}

function Rejected({ incident, activation, name }: { incident: IncidentView; activation: ActivationView; name: string }) {
  const t = useT();
  const now = useNow();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const undo = () => void submit({ type: 'restore_activation', incident: incident.id, plan: activation.plan }).then((outcome) => setRefusal(outcome.ok ? null : outcome.refusal));
  const rejected = activation.rejected!;
  return (
    <div className="row wrap activation-rejected" data-testid="activation-rejected">
      <span className="soft small grow">{t('plan.rejected', { name, time: momentText(ms(rejected.at), now), by: rejected.by, reason: rejected.reason })}</span>
      <button className="button small-button" data-testid="restore-activation" onClick={undo}>{t('plan.restore')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

export function Activations({ incident }: { incident: IncidentView }) {
  const t = useT();
  const now = useNow();
  const plans = useEntities('plan');
  return (
    <>
      {(incident.activations ?? []).map((activation) => {
        const plan = plans.get(activation.plan);
        if (!plan) return null;
        const name = t('plan.flag', { short: plan.content.short, level: t(`plan.level.${activation.level}`) });
        if (activation.rejected) return <Rejected key={activation.plan} incident={incident} activation={activation} name={name} />;
        return (
          <section key={`${activation.plan}/${activation.level}`} className="activation" aria-label={t('plan.proposed', { name })} data-testid="activation" data-plan={activation.plan} data-level={activation.level}>
            <div className="row wrap">
              <strong>{t('plan.proposed', { name })}</strong><span className="chip outlined">{t('plan.advice')}</span>
              <span className="grow" /><span className="muted small">{plan.content.name} · {momentText(ms(activation.at), now)}</span>
            </div>
            <p className="soft small">{t('plan.when', { expression: activation.expression })}</p>
            <Factors factors={activation.factors} />
            <Put incident={incident} activation={activation}>
              {(open) => (
                <Activate incident={incident} plan={plan} level={activation.level} basis={basisOf(activation)}>
                  {open && <button type="button" className="button plain" data-testid="reject-open" onClick={open}>{t('plan.reject')}</button>}
                  <span className="grow" /><span className="muted small">{t('plan.notByItself')}</span>
                </Activate>
              )}
            </Put>
          </section>
        );
      })}
    </>
  );
}
