// Orders to one's own unit, and the report that they were shown.
import { type RefObject, useEffect } from 'react';
import { submit, useEntities, useLink, useMe } from '../link';
import type { Outcome } from '../link';
import type { OrderRow, OrderView } from '../link/types';
import { open } from './rail';
import { screenName } from './screen';

export interface Mine { order: OrderView; row: OrderRow }

const rank = ({ row }: Mine) => row.due?.at ?? Infinity;

/** Orders to the own unit, the nearest clock first; those that are done after, newest first. */
export function useMine(): Mine[] {
  const me = useMe();
  const orders = useEntities('order');
  const mine = [...orders.values()].flatMap((order) => {
    const row = order.rows.find((each) => each.unit === me.unit);
    return row ? [{ order, row }] : [];
  });
  return mine.sort((a, b) => Number(open(b.row)) - Number(open(a.row)) || rank(a) - rank(b) || b.order.id - a.order.id);
}

/** Those that nobody of the unit has acknowledged yet. */
export function unacknowledged(mine: readonly Mine[]): Mine[] {
  return mine.filter(({ row }) => row.state === 'issued' || row.state === 'delivered');
}

const told = new Set<string>();

/** Calls `tell` once when most of `element` is on a visible page; gives what stops the watching. */
export function onShown(element: HTMLElement, key: string, tell: () => Promise<Outcome>): () => void {
  let visible = false;
  const look = () => {
    if (!visible || document.visibilityState !== 'visible' || told.has(key)) return;
    told.add(key);
    void tell().then((outcome) => outcome.ok || told.delete(key));
  };
  const observer = new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    look();
  }, { threshold: 0.6 });
  observer.observe(element);
  document.addEventListener('visibilitychange', look);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', look);
  };
}

/** Tells the node once that this screen showed the order. */
export function useShown(box: RefObject<HTMLElement | null>, { order, row }: Mine): void {
  const me = useMe();
  const live = useLink((state) => state.connection.state === 'live');
  const seen = row.shown.some((each) => each.user === me.id && each.screen === screenName());
  const wanted = live && !seen && row.state !== 'withdrawn';
  useEffect(() => {
    if (!box.current || !wanted) return;
    return onShown(box.current, `order-${order.id}`, () => submit({ type: 'show_order', order: order.id, screen: screenName() }));
  }, [box, order.id, wanted]);
}
