// A new order to the own unit: a line on every page that says it at once and rings until somebody of the unit acknowledges.
import { BellRing } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { submit, useMe } from '../link';
import type { Refusal } from '../link/types';
import { notify } from '../duty/station';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { ring } from '../shell/sound';
import { ms, spanText } from '../shell/time';
import { type Mine, unacknowledged, useMine, useShown } from './mine';
import { isLate } from './rail';
import { screenName } from './screen';

function Line({ mine, more }: { mine: Mine; more: number }) {
  const t = useT();
  const now = useNow();
  const [, go] = useLocation();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useShown(box, mine);
  const { order, row } = mine;
  const late = isLate(row, now);
  const acknowledge = async () => {
    const outcome = await submit({ type: 'acknowledge_order', order: order.id, screen: screenName() });
    if (outcome.ok) go('/tasks');
    else setRefusal(outcome.refusal);
  };
  return (
    <div ref={box} className={`banner ${late ? 'danger' : 'offline'}`} data-testid="order-bar" data-order={order.id}>
      <BellRing size={17} aria-hidden="true" />
      <span className="grow" role="alert"><b>{t('order.fresh')}</b>{order.content.title}{order.content.text ? `。${order.content.text}` : ''}{more > 0 ? ` ${t('order.more', { count: more })}` : ''}</span>
      {row.due && <span className="nowrap" role="timer" aria-live="off">{t('order.step.acknowledge')} <b>{late ? `+${spanText(now - ms(row.due.at))}` : spanText(ms(row.due.at) - now)}</b></span>}
      <button className="button primary" data-testid="order-bar-acknowledge" onClick={() => void acknowledge()}>{t('order.acknowledge')}</button>
      <button className="button" onClick={() => go('/tasks')}>{t('order.look')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

export function OrderBar() {
  const t = useT();
  const me = useMe();
  const [path] = useLocation();
  const fresh = unacknowledged(useMine());
  const newest = Math.max(0, ...fresh.map(({ order }) => order.id));
  const title = fresh.find(({ order }) => order.id === newest)?.order.content.title;
  useEffect(() => {
    if (newest === 0) return;
    notify(t('order.fresh'), title ?? '');
    return ring();
  }, [newest, title, me.id, t]);
  // The page of tasks shows the order itself.
  if (!fresh[0] || path.startsWith('/tasks')) return null;
  return <Line key={fresh[0].order.id} mine={fresh[0]} more={fresh.length - 1} />;
}
