// 催办, 督办 by hand, and 撤销: what the county may do while a recipient's rail goes on.
import { useState } from 'react';
import { submit } from '../link';
import type { Input, OrderRow, OrderView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { open } from './rail';

export function Chase({ order, row }: { order: OrderView; row: OrderRow }) {
  const t = useT();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (input: Input) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setText('');
  };
  if (!open(row)) return null;
  return (
    <div className="row wrap">
      <input className="input grow" style={{ minWidth: 160 }} maxLength={400} value={text} placeholder={t('order.chaseHint')} aria-label={t('order.chaseHint')} onChange={(event) => setText(event.target.value)} />
      <button className="button" data-testid="remind" onClick={() => void send({ type: 'remind_order', order: order.id, unit: row.unit, text: text.trim() })}>{t('order.remind')}</button>
      <button className="button" data-testid="supervise" onClick={() => void send({ type: 'supervise_order', order: order.id, unit: row.unit, text: text.trim() })}>{t('order.supervise')}</button>
      <button className="button danger" data-testid="withdraw" disabled={text.trim() === ''} title={t('order.withdrawHint')} onClick={() => void send({ type: 'withdraw_order', order: order.id, reason: text.trim() })}>{t('order.withdrawDo', { count: order.rows.length })}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}
