// 预案 as a form: what it serves, its triggers, groups, tasks and whom it calls.
import { Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { submit, useEntities } from '../link';
import { useCatalogue } from '../link/catalogue';
import type { CommandGroup, PlanContent, PlanTask, PlanTrigger, PlanView, Refusal, ReportKind, ResourceKind, ResponseLevel, TaskOwner, UnitView } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { LEVELS } from './levels';
import { TriggerField } from './TriggerField';

export const GROUPS: readonly CommandGroup[] = ['coordination', 'rescue', 'medical', 'public_order', 'relocation', 'monitoring', 'logistics', 'utilities', 'publicity', 'aftermath', 'investigation', 'experts'];
const KINDS: readonly ResourceKind[] = ['team', 'vehicle', 'supply', 'shelter', 'expert', 'medical'];
const REPORTS: readonly ReportKind[] = ['initial', 'follow_up', 'final'];
const BLANK: PlanContent = { name: '', short: '', edition: '', type_codes: [], triggers: [], groups: [], tasks: [], invitees: [] };

const replaced = <T,>(list: readonly T[], index: number, change: Partial<T>): T[] => list.map((each, at) => (at === index ? { ...each, ...change } : each));
const without = <T,>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);
const toggled = (list: readonly string[], id: string): string[] => (list.includes(id) ? list.filter((each) => each !== id) : [...list, id]);

function Level({ value, label, onChange }: { value: ResponseLevel; label: string; onChange: (level: ResponseLevel) => void }) {
  const t = useT();
  return <select className="input" style={{ width: 84 }} aria-label={label} value={value} onChange={(event) => onChange(event.target.value as ResponseLevel)}>{LEVELS.map((level) => <option key={level} value={level}>{t(`plan.level.${level}`)}</option>)}</select>;
}

function Units({ chosen, units, label, onToggle }: { chosen: readonly string[]; units: UnitView[]; label: string; onToggle: (unit: string) => void }) {
  return (
    <div className="units" role="group" aria-label={label}>
      {units.map((unit) => <label key={unit.id}><input type="checkbox" checked={chosen.includes(unit.id)} onChange={() => onToggle(unit.id)} />{unit.name}</label>)}
    </div>
  );
}

function Remove({ label, onPress }: { label: string; onPress: () => void }) {
  return <button type="button" className="button plain" aria-label={label} title={label} onClick={onPress}><Trash2 size={15} aria-hidden="true" /></button>;
}

function Triggers({ content, refusal, set }: { content: PlanContent; refusal: Refusal | null; set: (change: Partial<PlanContent>) => void }) {
  const t = useT();
  const free = LEVELS.filter((level) => !content.triggers.some((trigger) => trigger.level === level));
  const change = (index: number, part: Partial<PlanTrigger>) => set({ triggers: replaced(content.triggers, index, part) });
  const stations = [...useEntities('station').values()];
  return (
    <fieldset>
      <legend>{t('plan.triggers')}</legend>
      <p className="muted small">{t('plan.triggersNote')}</p>
      {stations.length > 0 && <p className="muted small">{t('plan.stations', { names: stations.map((station) => `${station.name} ${station.id}`).join('、') })}</p>}
      <div className="lines">
        {content.triggers.map((trigger, index) => (
          <div className="line" key={index} data-testid="trigger-line">
            <Level value={trigger.level} label={t('plan.levelLabel')} onChange={(level) => change(index, { level })} />
            <TriggerField value={trigger.expression} label={t('plan.expression', { level: t(`plan.level.${trigger.level}`) })} wrong={refusal?.field === `content.triggers[${index}].expression` ? refusal : null} onChange={(expression) => change(index, { expression })} />
            <Remove label={t('plan.removeLine')} onPress={() => set({ triggers: without(content.triggers, index) })} />
          </div>
        ))}
      </div>
      {free.length > 0 && <div><button type="button" className="button" data-testid="add-trigger" onClick={() => set({ triggers: [...content.triggers, { level: free.at(-1)!, expression: '' }] })}><Plus size={15} aria-hidden="true" />{t('plan.addTrigger')}</button></div>}
    </fieldset>
  );
}

function Groups({ content, units, set }: { content: PlanContent; units: UnitView[]; set: (change: Partial<PlanContent>) => void }) {
  const t = useT();
  const groups = content.groups ?? [];
  const toggle = (group: CommandGroup, unit: string) => {
    const now = groups.find((each) => each.group === group);
    const changed = toggled(now?.units ?? [], unit);
    const rest = groups.filter((each) => each.group !== group);
    const next = changed.length > 0 ? [...rest, { group, units: changed }] : rest;
    set({ groups: [...next].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group)) });
  };
  return (
    <fieldset>
      <legend>{t('plan.groups')}</legend>
      <div className="lines">
        {GROUPS.map((group) => {
          const chosen = groups.find((each) => each.group === group)?.units ?? [];
          const names = chosen.map((unit) => units.find((each) => each.id === unit)?.name ?? unit).join('、');
          return (
            <details key={group} data-testid={`plan-group-${group}`}>
              <summary className="row"><span className="strong" style={{ width: 80 }}>{t(`plan.group.${group}`)}</span><span className={names ? 'soft' : 'muted'}>{names || t('plan.noUnits')}</span></summary>
              <Units chosen={chosen} units={units} label={t(`plan.group.${group}`)} onToggle={(unit) => toggle(group, unit)} />
            </details>
          );
        })}
      </div>
    </fieldset>
  );
}

const ownerKey = (owner: TaskOwner) => `${owner.kind}/${owner.id}`;
const ownerOf = (key: string): TaskOwner => (key.startsWith('group/') ? { kind: 'group', id: key.slice(6) as CommandGroup } : { kind: 'unit', id: key.slice(5) });

function Tasks({ content, units, set }: { content: PlanContent; units: UnitView[]; set: (change: Partial<PlanContent>) => void }) {
  const t = useT();
  const tasks = content.tasks ?? [];
  const change = (index: number, part: Partial<PlanTask>) => set({ tasks: replaced(tasks, index, part) });
  const first = content.groups?.[0];
  const add = () => {
    const owner: TaskOwner | undefined = first ? { kind: 'group', id: first.group } : units[0] && { kind: 'unit', id: units[0].id };
    if (owner) set({ tasks: [...tasks, { owner, title: '', text: '', minutes: 60, from: 'iv' }] });
  };
  return (
    <fieldset>
      <legend>{t('plan.tasks')}</legend>
      <p className="muted small">{t('plan.tasksNote')}</p>
      <div className="lines">
        {tasks.map((task, index) => (
          <div className="line" key={index} data-testid="task-line">
            <select className="input" style={{ width: 150 }} aria-label={t('plan.owner')} value={ownerKey(task.owner)} onChange={(event) => change(index, { owner: ownerOf(event.target.value) })}>
              <optgroup label={t('plan.groups')}>{(content.groups ?? []).map((group) => <option key={group.group} value={`group/${group.group}`}>{t(`plan.group.${group.group}`)}</option>)}</optgroup>
              <optgroup label={t('plan.units')}>{units.map((unit) => <option key={unit.id} value={`unit/${unit.id}`}>{unit.name}</option>)}</optgroup>
            </select>
            <input required className="input" style={{ flex: 1, minWidth: 200 }} maxLength={120} value={task.title} aria-label={t('plan.taskTitle')} placeholder={t('plan.taskTitle')} data-testid="task-title" onChange={(event) => change(index, { title: event.target.value })} />
            <label className="row small soft"><input className="input" style={{ width: 72 }} inputMode="numeric" value={task.minutes} aria-label={t('plan.minutes')} onChange={(event) => change(index, { minutes: Number(event.target.value.replace(/\D/g, '')) })} />{t('plan.minutes')}</label>
            <label className="row small soft"><Level value={task.from} label={t('plan.from')} onChange={(from) => change(index, { from })} />{t('plan.from')}</label>
            <select className="input" style={{ width: 110 }} aria-label={t('plan.resource')} value={task.resource ?? ''} onChange={(event) => change(index, { resource: (event.target.value || undefined) as ResourceKind | undefined })}><option value="">{t('plan.noResource')}</option>{KINDS.map((kind) => <option key={kind} value={kind}>{t(`plan.resourceKind.${kind}`)}</option>)}</select>
            <Remove label={t('plan.removeLine')} onPress={() => set({ tasks: without(tasks, index) })} />
          </div>
        ))}
      </div>
      <div><button type="button" className="button" data-testid="add-task" onClick={add}><Plus size={15} aria-hidden="true" />{t('plan.addTask')}</button></div>
    </fieldset>
  );
}

export function Edit({ plan, onDone }: { plan?: PlanView; onDone: () => void }) {
  const t = useT();
  const types = useCatalogue();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && unit.kind !== 'centre');
  const [id, setId] = useState<string>(plan?.id ?? '');
  const [content, setContent] = useState<PlanContent>(plan?.content ?? BLANK);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<PlanContent>) => setContent((now) => ({ ...now, ...change }));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await submit({ type: 'save_plan', id: id.trim(), ...(plan ? { version: plan.version } : {}), content });
    setBusy(false);
    if (outcome.ok) onDone();
    else setRefusal(outcome.refusal);
  };
  const text = (key: 'name' | 'short' | 'edition', most: number, width: number, hint: string) => (
    <label className="field" style={{ width }}><span className="label">{t(`plan.${key}`)}</span><input required={key !== 'edition'} maxLength={most} value={content[key] ?? ''} placeholder={hint} data-testid={`plan-${key}`} onChange={(event) => set({ [key]: event.target.value })} /></label>
  );
  return (
    <form className="panel" onSubmit={(event) => void save(event)} data-testid="plan-form" aria-label={t(plan ? 'plan.editTitle' : 'plan.newTitle')}>
      <header><h2>{t(plan ? 'plan.editTitle' : 'plan.newTitle')}</h2></header>
      <div className="plan-form">
        <div className="row wrap" style={{ alignItems: 'flex-end' }}>
          {!plan && <label className="field" style={{ width: 150 }}><span className="label">{t('plan.id')}</span><input autoFocus required maxLength={40} pattern="[a-z0-9._\-]{2,40}" value={id} placeholder="flood" data-testid="plan-id" onChange={(event) => setId(event.target.value)} /></label>}
          {text('name', 120, 300, t('plan.nameHint'))}{text('short', 8, 110, t('plan.shortHint'))}{text('edition', 40, 140, t('plan.editionHint'))}
          <label className="field" style={{ width: 120 }}><span className="label">{t('plan.report')}</span><select value={content.report ?? ''} onChange={(event) => set({ report: (event.target.value || undefined) as ReportKind | undefined })}><option value="">{t('plan.noReport')}</option>{REPORTS.map((kind) => <option key={kind} value={kind}>{t(`plan.reportKind.${kind}`)}</option>)}</select></label>
        </div>
        <fieldset><legend>{t('plan.types')}</legend><div className="units">{types.map((type) => <label key={type.code}><input type="checkbox" checked={content.type_codes.includes(type.code)} data-testid={`plan-type-${type.code}`} onChange={() => set({ type_codes: toggled(content.type_codes, type.code) })} />{type.name}</label>)}</div></fieldset>
        <Triggers content={content} refusal={refusal} set={set} />
        <Groups content={content} units={units} set={set} />
        <Tasks content={content} units={units} set={set} />
        <fieldset><legend>{t('plan.invitees')}</legend><Units chosen={content.invitees ?? []} units={units} label={t('plan.invitees')} onToggle={(unit) => set({ invitees: toggled(content.invitees ?? [], unit) })} /></fieldset>
        {refusal && <RefusalNote refusal={refusal} />}
      </div>
      <footer><button className="button primary" disabled={busy || content.type_codes.length === 0} data-testid="save-plan">{t('plan.save')}</button><button type="button" className="button" onClick={onDone}>{t('plan.discard')}</button></footer>
    </form>
  );
}
