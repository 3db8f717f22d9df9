// 本班待办 on the duty desk: orders that nobody signed for, that are late, or that wait for approval; reports that are due or
// wait for signature. The nearest clock first.
import { useLocation } from 'wouter';
import { useEntities, useMe } from '../link';
import type { Due, OrderRow, OrderView } from '../link/types';
import { dueState } from '../shell/due';
import { useT } from '../shell/i18n';
import { DueClock, useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { isLate, open } from './rail';
import { Verdict } from './Verdict';

interface Item { key: string; incident: number; at: number; title: string; who: string; order?: OrderView; row?: OrderRow; due?: Due }

function useOrderItems(): Item[] {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const units = useEntities('unit');
  const items = [...useEntities('order').values()].flatMap((order): Item[] => {
    const base = { incident: order.incident, title: order.content.title, order };
    const approval = me.role === 'leader' && (order.state === 'submitted' || order.needs_approval);
    const issue = order.state === 'approved';
    const rows = order.rows.filter((row) => open(row) && (row.acknowledged == null || isLate(row, now)));
    return [
      ...(approval || issue ? [{ ...base, key: `${order.id}`, at: order.drafted_at, who: t(issue ? 'order.waits.approved' : order.needs_approval ? 'order.waitsApprovalAfter' : 'order.waits.submitted') }] : []),
      ...rows.map((row) => ({ ...base, key: `${order.id}/${row.unit}`, at: row.due?.at ?? row.issued_at, who: units.get(row.unit)?.name ?? row.unit, row })),
    ];
  });
  return items;
}

/** Reports whose clock runs out soon or has, and drafts that wait for a leader. */
function useReportItems(): Item[] {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const reports = [...useEntities('report').values()];
  return [...useEntities('incident').values()].flatMap((incident): Item[] => {
    const base = { incident: incident.id, title: incident.facts.title };
    const draft = reports.find((each) => each.incident === incident.id && !each.signature);
    const due = incident.reporting?.clocks.find((each) => dueState(ms(each.since), ms(each.at), now).phase !== 'calm');
    if (due) return [{ ...base, key: `report-${incident.id}`, at: due.at, who: draft && me.role === 'leader' ? t('report.toSign') : t(`due.${due.what}`), due }];
    if (draft && me.role === 'leader') return [{ ...base, key: `report-${incident.id}`, at: draft.drafted_at, who: t('report.toSign') }];
    return [];
  });
}

export function Todo() {
  const t = useT();
  const now = useNow();
  const me = useMe();
  const [, go] = useLocation();
  const items = [...useOrderItems(), ...useReportItems()].sort((a, b) => a.at - b.at || a.key.localeCompare(b.key));
  if (me.role !== 'leader' && me.role !== 'duty_officer') return null;
  if (items.length === 0) return null;
  return (
    <section aria-label={t('order.todo')} data-testid="todo">
      <h3 className="queue-section">{t('order.todo')} <span className="muted small">{items.length}</span></h3>
      {items.map((item) => (
        <button key={item.key} data-row className="record-row" data-testid="todo-row" data-order={item.order?.id} onClick={() => go(`/incident/${item.incident}`)}>
          <span className="source">{item.who}</span><span className="grow">{item.title}</span>
          {item.due ? <DueClock due={item.due} label={false} /> : item.order && item.row ? <Verdict order={item.order} row={item.row} /> : <span className="muted small">{momentText(ms(item.at), now)}</span>}
        </button>
      ))}
    </section>
  );
}
