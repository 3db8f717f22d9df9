// 预案: every plan with its triggers as they stand, groups, tasks and whom it calls; edited by those who may.
import './plan.css';
import { useState } from 'react';
import { submit, useEntities } from '../link';
import { typeName, useCatalogue } from '../link/catalogue';
import type { PlanView, Refusal } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { Edit } from './Edit';

function Detail({ plan }: { plan: PlanView }) {
  const t = useT();
  const units = useEntities('unit');
  const name = (unit: string) => units.get(unit)?.name ?? unit;
  const { content } = plan;
  return (
    <div className="plan-detail">
      <div><h3>{t('plan.triggers')}</h3><ul>{content.triggers.map((trigger) => <li key={trigger.level}><span className="strong">{t(`plan.level.${trigger.level}`)}</span> <span className="mono">{trigger.expression}</span></li>)}</ul></div>
      <div><h3>{t('plan.groups')}</h3><ul>{(content.groups ?? []).map((group) => <li key={group.group}><span className="strong">{t(`plan.group.${group.group}`)}</span> <span className="soft">{group.units.map(name).join('、')}</span></li>)}</ul></div>
      <div><h3>{t('plan.tasks')}</h3><ol>{(content.tasks ?? []).map((task, index) => <li key={index}><span className="strong">{task.owner.kind === 'group' ? t(`plan.group.${task.owner.id}`) : name(task.owner.id)}</span> {task.title} <span className="muted small">{t('plan.within', { count: task.minutes })} · {t('plan.fromLevel', { level: t(`plan.level.${task.from}`) })}{task.resource ? ` · ${t(`plan.resourceKind.${task.resource}`)}` : ''}</span></li>)}</ol></div>
      <div><h3>{t('plan.invitees')}</h3><p className="soft">{(content.invitees ?? []).map(name).join('、') || t('plan.noUnits')}</p></div>
    </div>
  );
}

function Row({ plan, onEdit }: { plan: PlanView; onEdit: () => void }) {
  const t = useT();
  const types = useCatalogue();
  const [removing, setRemoving] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const remove = () => void submit({ type: 'remove_plan', id: plan.id }).then((outcome) => setRefusal(outcome.ok ? null : outcome.refusal));
  return (
    <section className="panel" data-testid="plan-row" data-plan={plan.id} aria-label={plan.content.name}>
      <header>
        <h2>{plan.content.name}</h2><span className="muted small grow">{plan.content.edition ? `${plan.content.edition} · ` : ''}{plan.content.type_codes.map((code) => typeName(types, code)).join('、')}</span>
        <button className="button" data-testid="edit-plan" onClick={onEdit}>{t('plan.edit')}</button>
        {removing ? <button className="button danger" data-testid="remove-plan-sure" onClick={remove}>{t('plan.removeSure')}</button> : <button className="button plain" onClick={() => setRemoving(true)}>{t('plan.remove')}</button>}
      </header>
      {refusal && <RefusalNote refusal={refusal} />}
      <div style={{ paddingTop: 10 }}><Detail plan={plan} /></div>
    </section>
  );
}

export function Plans() {
  const t = useT();
  const plans = [...useEntities('plan').values()].sort((a, b) => a.content.name.localeCompare(b.content.name, 'zh'));
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <>
      <div className="row"><h1>{t('plan.title')}</h1><span className="muted grow">{t('plan.titleNote')}</span><button className="button" aria-pressed={editing === ''} data-testid="new-plan" onClick={() => setEditing(editing === '' ? null : '')}>{t('plan.add')}</button></div>
      {editing === '' && <Edit onDone={() => setEditing(null)} />}
      {plans.length === 0 && editing !== '' && <Empty title={t('plan.none')} text={t('plan.noneText')} />}
      {plans.map((plan) => (editing === plan.id ? <Edit key={plan.id} plan={plan} onDone={() => setEditing(null)} /> : <Row key={plan.id} plan={plan} onEdit={() => setEditing(plan.id)} />))}
    </>
  );
}
