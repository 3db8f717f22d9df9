// 附近资源 on the incident page: by straight-line distance with an arrival that is estimated and says so; dispatch, arrival, return.
import './resource.css';
import { type FormEvent, useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { ResourceDispatchView, IncidentView, Input, Refusal, ResourceKind, ResourceView } from '../link/types';
import { type Translate, useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { type Near, DETOUR, KM_PER_HOUR, minutesFor, nearest } from './nearness';

const KINDS: readonly ResourceKind[] = ['team', 'vehicle', 'supply', 'shelter', 'expert', 'medical'];
/** Rows shown before more are asked for. */
const FIRST = 8;

export const amountText = (count: number, resource: ResourceView) => `${count} ${resource.facts.measure}`.trim();
const lengthText = (metres: number, t: Translate) => (metres < 1000 ? t('metres', { count: Math.round(metres / 10) * 10 }) : t('kilometres', { count: Number((metres / 1000).toFixed(1)) }));

/** A number and a few words before one step; the button says what will be done. */
function Step({ resource, most, least, word, label, onSend, onDone }: { resource: ResourceView; most: number; least: number; word: (amount: string) => string; label: string; onSend: (amount: number, text: string) => Promise<boolean>; onDone: () => void }) {
  const t = useT();
  const [amount, setAmount] = useState(String(most));
  const [text, setText] = useState('');
  const count = Number(amount);
  const fits = amount !== '' && count >= least && count <= most;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await onSend(count, text.trim())) onDone();
  };
  return (
    <form className="row wrap resource-step" onSubmit={(event) => void send(event)}>
      {least < most && <label className="row small soft">{label}<input autoFocus className="input" style={{ width: 76 }} inputMode="numeric" value={amount} aria-label={label} data-testid="resource-amount" onChange={(event) => setAmount(event.target.value.replace(/\D/g, '').slice(0, 8))} />{t('resource.of', { count: amountText(most, resource) })}</label>}
      <input autoFocus={least === most} className="input grow" style={{ minWidth: 120 }} maxLength={200} value={text} placeholder={t('resource.text')} aria-label={t('resource.text')} data-testid="resource-text" onChange={(event) => setText(event.target.value)} />
      <button className="button primary" disabled={!fits} data-testid="resource-send">{word(amountText(count, resource))}</button>
      <button type="button" className="button plain" onClick={onDone}>{t('incident.cancel')}</button>
    </form>
  );
}

/** What of it is out here, with the one step that comes next. */
function Out({ resource, dispatch, own, send }: { resource: ResourceView; dispatch: ResourceDispatchView; own: boolean; send: (input: Input) => Promise<boolean> }) {
  const t = useT();
  const [returning, setReturning] = useState(false);
  const least = resource.kind === 'supply' ? 0 : dispatch.amount;
  return (
    <div className="resource-out" data-testid="dispatch" data-dispatch={dispatch.id} data-state={dispatch.state}>
      <div className="row wrap">
        <span className={`chip ${dispatch.state === 'arrived' ? 'done' : 'acting'}`}>{t(`resource.state.${dispatch.state}`)}</span><span className="grow">{amountText(dispatch.amount, resource)}{dispatch.dispatched.text ? ` · ${dispatch.dispatched.text}` : ''}</span>
        {own && dispatch.state === 'dispatched' && <button className="button small-button" data-testid="arrive" onClick={() => void send({ type: 'arrive_resource', dispatch: dispatch.id, text: '' })}>{t('resource.arrive')}</button>}
        {own && !returning && <button className="button small-button" data-testid="return" onClick={() => setReturning(true)}>{t('resource.return')}</button>}
      </div>
      {returning && <Step resource={resource} most={dispatch.amount} least={least} label={t('resource.returned')} word={(amount) => t('resource.returnDo', { amount })} onDone={() => setReturning(false)} onSend={(amount, text) => send({ type: 'return_resource', dispatch: dispatch.id, amount, text })} />}
    </div>
  );
}

function Row({ incident, near, county, unit }: { incident: IncidentView; near: Near; county: boolean; unit: string }) {
  const t = useT();
  const units = useEntities('unit');
  const [opened, setOpened] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { resource, metres, out } = near;
  const send = async (input: Input) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
    return outcome.ok;
  };
  const owner = resource.facts.unit ? (units.get(resource.facts.unit)?.name ?? resource.facts.unit) : '';
  const where = [owner, resource.facts.place.text].filter(Boolean).join(' · ');
  const can = county && resource.free > 0 && !resource.unavailable;
  return (
    <li data-testid="resource-row" data-resource={resource.id} data-free={resource.free}>
      <div className="resource-line">
        <span className="what"><span className="strong">{resource.facts.name}</span><span className="small soft">{t(`plan.resourceKind.${resource.kind}`)} · {where}{resource.facts.phone ? ` · ${resource.facts.contact} ${resource.facts.phone}` : ''}</span></span>
        <span className="far">{metres === null ? '—' : <><b>{t('resource.minutes', { count: minutesFor(metres) })}</b><span className="small soft">{lengthText(metres, t)}</span></>}</span>
        <span className="free">{resource.unavailable ? <span className="chip waiting" title={resource.unavailable}>{t('resource.unavailable')}</span> : <span className={resource.free === 0 ? 'muted' : ''}>{t('resource.free', { free: resource.free, all: amountText(resource.facts.amount, resource) })}</span>}</span>
        {can ? <button className="button small-button" aria-pressed={opened} data-testid="dispatch-open" onClick={() => setOpened(!opened)}>{t('resource.dispatch')}</button> : <span />}
      </div>
      {out.map((dispatch) => <Out key={dispatch.id} resource={resource} dispatch={dispatch} own={county || resource.facts.unit === unit} send={send} />)}
      {opened && <Step resource={resource} most={resource.free} least={1} label={t('resource.amount')} word={(amount) => t('resource.dispatchDo', { amount, name: resource.facts.name })} onDone={() => setOpened(false)} onSend={(amount, text) => send({ type: 'dispatch_resource', incident: incident.id, resource: resource.id, amount, text })} />}
      {refusal && <RefusalNote refusal={refusal} />}
    </li>
  );
}

export function ResourcePanel({ incident }: { incident: IncidentView }) {
  const t = useT();
  const me = useMe();
  const resources = useEntities('resource');
  const [kind, setKind] = useState<ResourceKind | null>(null);
  const [all, setAll] = useState(false);
  const county = me.role === 'leader' || me.role === 'duty_officer';
  const near = nearest(resources.values(), incident.id, incident.facts.place.position).filter((each) => kind === null || each.resource.kind === kind);
  if (resources.size === 0) return null;
  const out = near.filter((each) => each.out.length > 0).length;
  const shown = all ? near : near.slice(0, Math.max(FIRST, out));
  const present = KINDS.filter((each) => [...resources.values()].some((resource) => resource.kind === each));
  return (
    <section className="panel" aria-label={t('resource.near')} data-testid="resources">
      <header><h2>{t('resource.near')}</h2><span className="muted small grow">{t('resource.estimate', { detour: DETOUR, speed: KM_PER_HOUR })}</span></header>
      <div className="resource-kinds"><span className="segmented" role="group" aria-label={t('resource.kind')}>
        <button aria-pressed={kind === null} onClick={() => setKind(null)}>{t('resource.any')}</button>
        {present.map((each) => <button key={each} aria-pressed={kind === each} onClick={() => setKind(each)}>{t(`plan.resourceKind.${each}`)}</button>)}
      </span></div>
      <ul className="resource-rows">{shown.map((each) => <Row key={each.resource.id} incident={incident} near={each} county={county} unit={me.unit} />)}</ul>
      {near.length > shown.length && <button className="button plain" onClick={() => setAll(true)}>{t('resource.more', { count: near.length - shown.length })}</button>}
    </section>
  );
}
