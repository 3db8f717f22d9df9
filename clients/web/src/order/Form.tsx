// Drafting an order. A leader issues it; a duty officer submits it, or issues it urgently with the basis.
import './order.css';
import { type FormEvent, useState } from 'react';
import { serverNow, submit, useEntities, useMe } from '../link';
import type { OrderContent, OrderRecipient, OrderUrgency, OrderView, Outcome, Refusal, UnitView } from '../link';
import { useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { micros, minuteText, ms } from '../shell/time';
import { nextMoment } from './moment';
import { DEPARTMENTS, useRecipients } from './recipients';

const URGENCIES: readonly OrderUrgency[] = ['flash', 'urgent', 'routine'];

/** An order's title is one line of at most 120 characters. */
const firstLine = (text = ''): string => text.split('\n', 1)[0]!.slice(0, 120);

const sameUnit = (id: string) => (recipient: OrderRecipient) => recipient.kind === 'unit' && recipient.id === id;

/** `carriesOut`: the decision that the order carries out, and its log position. */
export function OrderForm({ incident, editing, carriesOut, onDone }: { incident: number; editing?: OrderView; carriesOut?: { seq: number; text: string }; onDone: () => void }) {
  const t = useT();
  const me = useMe();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && unit.kind !== 'centre');
  const before = editing?.content;
  const [title, setTitle] = useState(before?.title ?? firstLine(carriesOut?.text));
  const [text, setText] = useState(before?.text ?? (carriesOut && firstLine(carriesOut.text) !== carriesOut.text ? carriesOut.text : ''));
  const [urgency, setUrgency] = useState<OrderUrgency>(before?.urgency ?? 'urgent');
  const [by, setBy] = useState(before?.complete_by ? minuteText(ms(before.complete_by)) : '');
  const [every, setEvery] = useState(before?.reply_every_minutes ? String(before.reply_every_minutes) : '');
  const [recipients, setRecipients] = useState<readonly OrderRecipient[]>(before?.recipients ?? []);
  const [basis, setBasis] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const count = useRecipients(recipients).length;
  const leader = me.role === 'leader';
  const has = (recipient: OrderRecipient) => recipients.some((each) => each.kind === recipient.kind && each.id === recipient.id);
  const toggle = (recipient: OrderRecipient) => setRecipients(has(recipient) ? recipients.filter((each) => !(each.kind === recipient.kind && each.id === recipient.id)) : [...recipients, recipient]);

  const decision = before?.decision ?? carriesOut?.seq;

  const content = (): OrderContent => {
    const at = nextMoment(by, serverNow());
    return {
      title: title.trim(), text: text.trim(), recipients: [...recipients], urgency,
      ...(at === null ? {} : { complete_by: micros(at) }), ...(every ? { reply_every_minutes: Number(every) } : {}), ...(decision == null ? {} : { decision }),
    };
  };
  const draft = async (): Promise<Outcome & { id?: number }> => {
    if (editing) return { ...(await submit({ type: 'edit_order', order: editing.id, version: editing.version, content: content() })), id: editing.id };
    const outcome = await submit({ type: 'draft_order', incident, content: content() });
    return { ...outcome, id: outcome.ok && outcome.made?.kind === 'order' ? outcome.made.id : undefined };
  };
  const send = async (how: 'draft' | 'submit' | 'issue') => {
    setBusy(true);
    const drafted = await draft();
    let outcome: Outcome = drafted;
    if (drafted.ok && drafted.id !== undefined && how === 'submit') outcome = await submit({ type: 'submit_order', order: drafted.id });
    if (drafted.ok && drafted.id !== undefined && how === 'issue') outcome = await submit({ type: 'issue_order', order: drafted.id, ...(basis ? { urgent_basis: basis.trim() } : {}) });
    setBusy(false);
    if (outcome.ok || drafted.ok) onDone();
    if (!outcome.ok) setRefusal(outcome.refusal);
  };
  const main = (event: FormEvent) => {
    event.preventDefault();
    void send(leader || basis !== null ? 'issue' : 'submit');
  };
  const group = (name: string, recipient: OrderRecipient, list: UnitView[]) => (
    <fieldset key={name}>
      <legend><label className="row"><input type="checkbox" data-testid={`to-${recipient.id}`} checked={has(recipient)} onChange={() => toggle(recipient)} /><span className="strong">{t(name)}</span></label></legend>
      <div className="choose-units">
        {list.map((unit) => (
          <label key={unit.id}><input type="checkbox" data-testid={`to-${unit.id}`} disabled={has(recipient)} checked={has(recipient) || recipients.some(sameUnit(unit.id))} onChange={() => toggle({ kind: 'unit', id: unit.id })} /><DepartmentMark kind={unit.kind} name={unit.name} />{unit.name}</label>
        ))}
      </div>
    </fieldset>
  );
  const others = units.filter((unit) => unit.kind === 'other');
  const ready = count > 0 && title.trim() !== '' && (basis === null || basis.trim() !== '');
  return (
    <form className="panel order-form" onSubmit={main} data-testid="order-form" aria-label={t('order.draft')}>
      <header><h2>{t(editing ? 'order.editTitle' : 'order.draft')}</h2></header>
      <div className="body">
        <label className="field"><span className="label">{t('order.what')}</span><input autoFocus required data-testid="order-title" maxLength={120} value={title} placeholder={t('order.whatHint')} onChange={(event) => setTitle(event.target.value)} /></label>
        <label className="field"><span className="label">{t('order.text')}</span><textarea rows={2} data-testid="order-text" maxLength={4000} value={text} placeholder={t('order.textHint')} onChange={(event) => setText(event.target.value)} /></label>
        {group('incident.departments', { kind: 'group', id: 'departments' }, units.filter((unit) => DEPARTMENTS.includes(unit.kind)))}
        {group('incident.townships', { kind: 'group', id: 'townships' }, units.filter((unit) => unit.kind === 'township'))}
        {others.length > 0 && <div className="choose-units">{others.map((unit) => <label key={unit.id}><input type="checkbox" checked={recipients.some(sameUnit(unit.id))} onChange={() => toggle({ kind: 'unit', id: unit.id })} /><DepartmentMark kind={unit.kind} name={unit.name} />{unit.name}</label>)}</div>}
        <div className="row wrap" style={{ alignItems: 'flex-end' }}>
          <label className="field" style={{ width: 190 }}><span className="label">{t('order.urgency')}</span>
            <select data-testid="order-urgency" value={urgency} onChange={(event) => setUrgency(event.target.value as OrderUrgency)}>{URGENCIES.map((each) => <option key={each} value={each}>{t(`order.urgencies.${each}`)}</option>)}</select>
          </label>
          <label className="field" style={{ width: 110 }}><span className="label">{t('order.by')}</span><input inputMode="numeric" placeholder="04:30" pattern="\d{1,2}:\d{2}" data-testid="order-by" value={by} onChange={(event) => setBy(event.target.value)} /></label>
          <label className="field" style={{ width: 120 }}><span className="label">{t('order.everyLabel')}</span><input inputMode="numeric" pattern="\d*" value={every} onChange={(event) => setEvery(event.target.value.replace(/\D/g, '').slice(0, 4))} /></label>
        </div>
        {basis !== null && <label className="field"><span className="label">{t('order.basis')}</span><input autoFocus required data-testid="order-basis" maxLength={400} value={basis} placeholder={t('order.basisHint')} onChange={(event) => setBasis(event.target.value)} /></label>}
        {refusal && <RefusalNote refusal={refusal} />}
      </div>
      <footer>
        {leader && <button className="button primary" disabled={busy || !ready} data-testid="order-send">{t('order.issue', { count })}</button>}
        {!leader && basis === null && <button className="button primary" disabled={busy || !ready} data-testid="order-send">{t('order.submitCount', { count })}</button>}
        {!leader && basis !== null && <button className="button primary" disabled={busy || !ready} data-testid="order-send">{t('order.issueUrgently', { count })}</button>}
        {!leader && basis === null && <button type="button" className="button" disabled={busy || !ready} data-testid="order-urgent" onClick={() => setBasis('')}>{t('order.issueUrgentlyAsk')}</button>}
        <button type="button" className="button" disabled={busy || !ready} onClick={() => void send('draft')}>{t('order.save')}</button>
        <button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button>
      </footer>
    </form>
  );
}
