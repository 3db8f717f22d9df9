// 指令 on the incident page: first what still waits for approval or issue, then one row per recipient.
import './order.css';
import { useState } from 'react';
import { isOpenToChange } from '../command/states';
import { useEntities, useMe } from '../link';
import type { IncidentView, OrderRow, OrderView } from '../link/types';
import { useT } from '../shell/i18n';
import { DepartmentMark, useNow } from '../shell/marks';
import { Chase } from './Chase';
import { Pending } from './Pending';
import { Proof } from './Proof';
import { OrderRail } from './Rail';
import { isLate } from './rail';
import { Task } from './Task';
import { Verdict } from './Verdict';
import { situation } from './words';

function Row({ order, row, county }: { order: OrderView; row: OrderRow; county: boolean }) {
  const t = useT();
  const now = useNow();
  const unit = useEntities('unit').get(row.unit);
  const [opened, setOpened] = useState(false);
  const late = isLate(row, now);
  const ended = row.state === 'returned' || row.state === 'withdrawn';
  return (
    <li className={`order-row ${late ? 'late' : ''}`} data-testid="order-row" data-order={order.id} data-unit={row.unit} data-state={row.state} data-late={late}>
      <button className="order-line" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <span className="row unit">{unit && <DepartmentMark kind={unit.kind} />}<span>{unit?.name ?? row.unit}</span></span>
        <span className="what"><span className={`title ${ended ? 'struck' : ''}`}>{order.content.title}</span><span className="now small">{situation(order, row, now, t)}</span></span>
        <OrderRail row={row} />
        <span className="verdict"><Verdict order={order} row={row} /></span>
      </button>
      {opened && (
        <div className="order-more">
          {order.content.text && <p className="soft" style={{ whiteSpace: 'pre-wrap' }}>{order.content.text}</p>}
          <Proof order={order} row={row} />
          {county && <Chase order={order} row={row} />}
        </div>
      )}
    </li>
  );
}

const ENDED = new Set(['completed', 'returned', 'withdrawn']);

export function OrdersPanel({ incident }: { incident: IncidentView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const county = me.role === 'leader' || me.role === 'duty_officer';
  const orders = [...useEntities('order').values()].filter((order) => order.incident === incident.id);
  const pending = orders.filter((order) => order.issued_at == null && order.state !== 'withdrawn');
  const approvals = orders.filter((order) => order.needs_approval);
  const rows = orders.flatMap((order) => order.rows.map((row) => ({ order, row })))
    // Still in the order in which they were issued: a row does not wander while somebody reads.
    .sort((a, b) => a.order.id - b.order.id || a.row.unit.localeCompare(b.row.unit));
  const own = rows.filter(({ row }) => row.unit === me.unit && !ENDED.has(row.state));
  const supervised = rows.filter(({ row }) => isLate(row, now) && row.supervisions.some((each) => each.at >= row.due!.since)).length;
  const done = rows.filter(({ row }) => row.state === 'completed').length;
  const figures = [t('order.count', { count: rows.length }), supervised > 0 && t('order.countSupervised', { count: supervised }), done > 0 && t('order.countDone', { count: done })].filter(Boolean);
  return (
    <section className="panel orders" aria-label={t('order.orders')} data-testid="orders">
      <header>
        <h2>{t('order.orders')}</h2><span className="muted small grow">{figures.join(' · ')}</span>
        <span className="legend small soft" aria-hidden="true"><i className="past" />{t('order.phase.past')}<i className="now" />{t('order.phase.now')}<i className="late" />{t('order.phase.late')}</span>
      </header>
      {county && [...pending, ...approvals].map((order) => <Pending key={order.id} order={order} closed={!isOpenToChange(incident.state)} />)}
      {own.map((mine) => <Task key={mine.order.id} mine={mine} />)}
      <ol className="order-rows">{rows.map(({ order, row }) => <Row key={`${order.id}/${row.unit}`} order={order} row={row} county={county} />)}</ol>
      {rows.length + pending.length === 0 && <p className="muted" style={{ padding: 12 }}>{county ? t('order.none') : t('order.noneToUnit')}</p>}
    </section>
  );
}
