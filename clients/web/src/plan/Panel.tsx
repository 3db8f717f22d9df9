// 预案 on the incident page: what is proposed, or the response that runs with its groups and what became of their tasks.
import './plan.css';
import { Circle, CircleAlert, CircleCheck, CircleDot } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { isOpenToChange } from '../command/states';
import { submit, useEntities, useMe } from '../link';
import type { CommandGroup, IncidentView, OrderView, PlanContent, PlanView, Refusal, ResponseLevel, ResponseView } from '../link/types';
import { isLate } from '../order/rail';
import { type Translate, useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { Activate } from './Activate';
import { addedAt, LEVELS, stronger } from './levels';
import { Activations } from './Proposal';

type Phase = 'standby' | 'drafted' | 'acting' | 'late' | 'done';
interface Line { key: string; name: string; units: string[]; orders: OrderView[]; undrafted: number }

/** One line a group, then one a unit that has a task of its own. */
function linesOf(response: ResponseView, orders: ReadonlyMap<number, OrderView>, groupName: (group: CommandGroup) => string, unitName: (unit: string) => string): Line[] {
  const groups = (response.content.groups ?? []).map((group): Line => ({ key: group.group, name: groupName(group.group), units: group.units, orders: [], undrafted: 0 }));
  const lines = new Map(groups.map((line) => [line.key, line]));
  for (const drafted of response.tasks ?? []) {
    const task = response.content.tasks?.[drafted.task];
    if (!task) continue;
    const key = task.owner.kind === 'group' ? task.owner.id : `unit/${task.owner.id}`;
    if (!lines.has(key)) lines.set(key, { key, name: task.title, units: [task.owner.id], orders: [], undrafted: 0 });
    const line = lines.get(key)!;
    const order = drafted.order == null ? undefined : orders.get(drafted.order);
    if (order) line.orders.push(order);
    else if (drafted.order == null) line.undrafted += 1;
  }
  return [...lines.values()].map((line) => ({ ...line, units: line.units.map(unitName) }));
}

function phaseOf(line: Line, now: number): Phase {
  const rows = line.orders.flatMap((order) => order.rows).filter((row) => row.state !== 'withdrawn');
  const waiting = line.orders.filter((order) => order.issued_at == null && order.state !== 'withdrawn');
  if (rows.some((row) => isLate(row, now))) return 'late';
  if (waiting.length > 0) return 'drafted';
  if (rows.length === 0) return 'standby';
  return rows.every((row) => row.state === 'completed') ? 'done' : 'acting';
}

function say(line: Line, phase: Phase, now: number, t: Translate): string {
  const rows = line.orders.flatMap((order) => order.rows);
  const waiting = line.orders.filter((order) => order.issued_at == null && order.state !== 'withdrawn').length;
  const late = rows.filter((row) => isLate(row, now)).length;
  if (phase === 'standby') return line.undrafted > 0 ? t('plan.nobody') : t('plan.phase.standby');
  if (phase === 'drafted') return t('plan.phase.drafted', { count: waiting });
  if (phase === 'late') return t('plan.phase.late', { count: late });
  return t(`plan.phase.${phase}`, { count: line.orders.length });
}

const ICONS = { standby: Circle, drafted: CircleDot, acting: CircleCheck, late: CircleAlert, done: CircleCheck } as const;

function Groups({ response }: { response: ResponseView }) {
  const t = useT();
  const now = useNow();
  const orders = useEntities('order');
  const units = useEntities('unit');
  const county = response.tasks !== undefined;
  const lines = linesOf(response, orders, (group) => t(`plan.group.${group}`), (unit) => units.get(unit)?.name ?? unit);
  return (
    <ul className="plan-groups">
      {lines.map((line) => {
        const phase = phaseOf(line, now);
        const Icon = ICONS[phase];
        return (
          <li key={line.key} data-testid="plan-group" data-group={line.key} data-phase={county ? phase : undefined}>
            {county && <Icon size={15} aria-hidden="true" className={`phase ${phase}`} />}
            <span className="strong">{line.name}</span><span className="soft grow">{line.units.join('、')}</span>
            {county && <span className={`small ${phase === 'late' ? 'late-text' : 'soft'}`}>{say(line, phase, now, t)}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** 调整响应 or end it; each with its basis. */
function Adjust({ incident, response, onDone }: { incident: IncidentView; response: ResponseView; onDone: () => void }) {
  const t = useT();
  const others = LEVELS.filter((level) => level !== response.level);
  const [to, setTo] = useState<ResponseLevel | 'end'>(others[Math.max(0, LEVELS.indexOf(response.level!) - 1)]!);
  const [basis, setBasis] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const common = { incident: incident.id, basis: basis.trim() };
    const outcome = await submit(to === 'end' ? { type: 'end_response', ...common } : { type: 'change_response_level', level: to, ...common });
    if (outcome.ok) onDone();
    else setRefusal(outcome.refusal);
  };
  const added = to === 'end' ? 0 : addedAt(incident, to);
  const action = to === 'end' ? t('plan.end', { short: response.content.short }) : added > 0 ? t('plan.changeAdding', { level: t(`plan.level.${to}`), count: added }) : t('plan.change', { level: t(`plan.level.${to}`) });
  return (
    <form className="activate" style={{ padding: 12, borderBottom: '1px solid var(--line)' }} onSubmit={(event) => void send(event)} data-testid="adjust-response">
      <div className="row wrap" style={{ alignItems: 'flex-end' }}>
        <span className="segmented" role="group" aria-label={t('plan.levelLabel')}>
          {others.map((level) => <button type="button" key={level} aria-pressed={to === level} data-testid={`adjust-${level}`} onClick={() => setTo(level)}>{t(`plan.level.${level}`)}</button>)}
          <button type="button" aria-pressed={to === 'end'} data-testid="adjust-end" onClick={() => setTo('end')}>{t('plan.endWord')}</button>
        </span>
        <label className="field grow" style={{ minWidth: 180 }}><span className="label">{t('incident.basis')}</span><input autoFocus required maxLength={400} value={basis} data-testid="adjust-basis" placeholder={t('incident.basisHint')} onChange={(event) => setBasis(event.target.value)} /></label>
      </div>
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row"><button className="button primary" data-testid="adjust-do">{action}</button><button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button></div>
    </form>
  );
}

/** The condition of the next stronger level, as the plan has it. */
function Next({ content, level }: { content: PlanContent; level: ResponseLevel }) {
  const t = useT();
  const next = [...content.triggers].reverse().find((trigger) => stronger(trigger.level, level));
  if (!next) return null;
  return <p className="soft small plan-next">{t('plan.next', { level: t(`plan.level.${next.level}`), expression: next.expression })}</p>;
}

function Running({ incident, response, county }: { incident: IncidentView; response: ResponseView; county: boolean }) {
  const t = useT();
  const now = useNow();
  const [adjusting, setAdjusting] = useState(false);
  const { content } = response;
  const last = response.steps.at(-1)!;
  return (
    <section className="panel plan-panel" aria-label={t('plan.plan')} data-testid="plan-panel" data-level={response.level}>
      <header>
        <h2>{t('plan.plan')}</h2><span className="muted small grow">{content.name}{content.edition ? `（${content.edition}）` : ''}</span>
        {county && <button className="button" aria-pressed={adjusting} data-testid="adjust-open" onClick={() => setAdjusting(!adjusting)}>{t('plan.adjust')}</button>}
      </header>
      {county && <Activations incident={incident} />}
      {adjusting && <Adjust incident={incident} response={response} onDone={() => setAdjusting(false)} />}
      <p className="soft small plan-basis">{t('plan.since', { level: t(`plan.level.${response.level!}`), time: momentText(ms(last.at), now), by: last.by, basis: last.basis })}</p>
      <Groups response={response} />
      <Next content={content} level={response.level!} />
    </section>
  );
}

function Idle({ incident, plans, serves }: { incident: IncidentView; plans: PlanView[]; serves: boolean }) {
  const t = useT();
  const now = useNow();
  const [chosen, setChosen] = useState<string | null>(null);
  const ended = incident.response && !incident.response.level ? incident.response : null;
  const plan = plans.find((each) => each.id === chosen);
  return (
    <section className="panel plan-panel" aria-label={t('plan.plan')} data-testid="plan-panel">
      <header><h2>{t('plan.plan')}</h2><span className="muted small grow">{ended ? t('plan.ended', { short: ended.content.short, time: momentText(ms(ended.steps.at(-1)!.at), now) }) : t('plan.noneActive')}</span></header>
      <Activations incident={incident} />
      {(plans.length > 0 || !serves) && <div className="body" style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
        {!serves && <p className="muted">{t('plan.noneServes')}</p>}
        <div className="row wrap">
          {plans.map((each) => <button key={each.id} className="button" aria-pressed={chosen === each.id} data-testid={`choose-plan-${each.id}`} onClick={() => setChosen(chosen === each.id ? null : each.id)}>{t('plan.choose', { name: each.content.name })}</button>)}
        </div>
        {plan && <Activate incident={incident} plan={plan} level={plan.content.triggers.at(-1)?.level ?? 'iv'} basis="" onDone={() => setChosen(null)} />}
      </div>}
    </section>
  );
}

export function PlanPanel({ incident }: { incident: IncidentView }) {
  const me = useMe();
  const plans = useEntities('plan');
  const county = me.role === 'leader' || me.role === 'duty_officer';
  const { response } = incident;
  if (response?.level) return <Running incident={incident} response={response} county={county} />;
  // What is proposed has its button on the proposal.
  const proposed = new Set((incident.activations ?? []).filter((each) => !each.rejected).map((each) => each.plan));
  const serving = [...plans.values()].filter((plan) => plan.content.type_codes.includes(incident.facts.type_code));
  return county && isOpenToChange(incident.state) ? <Idle incident={incident} plans={serving.filter((plan) => !proposed.has(plan.id))} serves={serving.length > 0} /> : null;
}
