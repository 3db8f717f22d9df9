// An order on its way to being issued: what it waits for, and the one step that takes it on.
import { useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { Input, OrderView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { OrderForm } from './Form';
import { useRecipients } from './recipients';

/** `closed`: its incident is archived; what was not issued is only discarded (INC-5). */
export function Pending({ order, closed }: { order: OrderView; closed: boolean }) {
  const t = useT();
  const me = useMe();
  const units = useEntities('unit');
  const recipients = useRecipients(order.content.recipients);
  const [asked, setAsked] = useState<'send_back' | 'withdraw' | 'edit' | null>(null);
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const leader = me.role === 'leader';
  const send = async (input: Input) => {
    setBusy(true);
    const outcome = await submit(input);
    setBusy(false);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setAsked(null);
  };
  const issued = order.issued_at != null;
  const goesOn = issued || !closed;
  const waits = issued ? 'order.waitsApprovalAfter' : `order.waits.${order.state}`;
  const last = order.acts.at(-1);
  const note = issued ? order.urgent_basis : last?.what === 'send_back' || last?.what === 'approve' ? last.text : '';
  const names = recipients.map((id) => units.get(id)?.name ?? id).join('、');
  if (asked === 'edit') return <OrderForm incident={order.incident} editing={order} onDone={() => setAsked(null)} />;
  return (
    <div className="order-pending" data-testid="order-pending" data-order={order.id} data-state={order.state}>
      <div className="grow">
        <p className="row wrap"><span className="chip waiting">{t(waits)}</span><span className="title">{order.content.title}</span></p>
        <p className="small soft">{names}{note ? ` · ${note}` : ''}{last ? ` · ${last.by}` : ''}</p>
      </div>
      <div className="row wrap">
        {goesOn && leader && (order.state === 'submitted' || issued) && <button className="button primary" disabled={busy} data-testid="order-approve" onClick={() => void send({ type: 'approve_order', order: order.id, remark: '' })}>{t(issued ? 'order.approveAfter' : 'order.approve')}</button>}
        {goesOn && leader && order.state === 'draft' && <button className="button primary" disabled={busy} onClick={() => void send({ type: 'issue_order', order: order.id })}>{t('order.issue', { count: recipients.length })}</button>}
        {goesOn && order.state === 'approved' && <button className="button primary" disabled={busy} data-testid="order-issue" onClick={() => void send({ type: 'issue_order', order: order.id })}>{t('order.issue', { count: recipients.length })}</button>}
        {goesOn && !leader && order.state === 'draft' && <button className="button primary" disabled={busy} data-testid="order-submit" onClick={() => void send({ type: 'submit_order', order: order.id })}>{t('order.submit')}</button>}
        {goesOn && leader && order.state === 'submitted' && <button className="button" aria-pressed={asked === 'send_back'} onClick={() => setAsked('send_back')}>{t('order.sendBack')}</button>}
        {goesOn && !issued && order.state !== 'submitted' && <button className="button" onClick={() => setAsked('edit')}>{t('order.edit')}</button>}
        {!issued && <button className="button plain" aria-pressed={asked === 'withdraw'} onClick={() => setAsked('withdraw')}>{t('order.discard')}</button>}
      </div>
      {(asked === 'send_back' || asked === 'withdraw') && (
        <form className="row" style={{ flexBasis: '100%' }} onSubmit={(event) => { event.preventDefault(); void send(asked === 'send_back' ? { type: 'send_back_order', order: order.id, reason: text.trim() } : { type: 'withdraw_order', order: order.id, reason: text.trim() }); }}>
          <input autoFocus required className="input grow" maxLength={400} value={text} placeholder={t('order.reason')} aria-label={t('order.reason')} onChange={(event) => setText(event.target.value)} />
          <button className="button primary">{t(asked === 'send_back' ? 'order.sendBackDo' : 'order.discardDo')}</button>
          <button type="button" className="button" onClick={() => setAsked(null)}>{t('incident.cancel')}</button>
        </form>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}
