// What became of a decision: the orders that carry it out, or the way to one.
import { Send } from 'lucide-react';
import { useEntities, useMe } from '../link';
import type { TimelineEntry } from '../link/types';
import { useT } from '../shell/i18n';

export function Decided({ incident, entry, toOrder }: { incident: number; entry: TimelineEntry; toOrder: () => void }) {
  const t = useT();
  const me = useMe();
  const orders = [...useEntities('order').values()].filter((order) => order.incident === incident && order.content.decision === entry.seq);
  const drafts = me.role === 'leader' || me.role === 'duty_officer';
  return (
    <div className="row wrap decided">
      {orders.map((order) => <span key={order.id} className="chip" data-testid="decided-order">{t('order.carriesOut', { number: order.number, state: t(`order.state.${order.state}`) })}</span>)}
      {orders.length === 0 && drafts && <button type="button" className="button small" data-testid="decision-to-order" onClick={toOrder}><Send size={13} aria-hidden="true" />{t('order.fromDecision')}</button>}
    </div>
  );
}
