// One recipient's five steps as the screen shows them. It reads what the node says of the row and decides nothing.
import type { OrderRow } from '../link/types';
import { minuteText, ms } from '../shell/time';

export type RailStep = 'issue' | 'deliver' | 'acknowledge' | 'reply' | 'complete';
export type RailPhase = 'past' | 'now' | 'ahead' | 'late';
export interface RailMark { step: RailStep; phase: RailPhase; /** Time once passed, `n` replies; null: the step's word. */ time: string | null; count?: number }

/** The step that the recipient stands before; null when the rail has ended. */
export function current(row: OrderRow): RailStep | null {
  switch (row.state) {
    case 'issued': return 'deliver';
    case 'delivered': return 'acknowledge';
    case 'acknowledged': return 'reply';
    case 'replied': return 'complete';
    default: return null;
  }
}

export function isLate(row: OrderRow, now: number): boolean {
  return row.due != null && ms(row.due.at) <= now;
}

/** An undelivered order whose 签收 is late is late at 签收: that is what was to be done by then. */
function lateStep(row: OrderRow): RailStep {
  return row.due?.what ?? 'acknowledge';
}

export function railOf(row: OrderRow, now: number): RailMark[] {
  const at = current(row);
  const late = isLate(row, now) ? lateStep(row) : null;
  const passed: Record<RailStep, number | null | undefined> = {
    issue: row.issued_at, deliver: row.delivered_at, acknowledge: row.acknowledged?.at, reply: row.replies[0]?.at, complete: row.completed?.at,
  };
  return (['issue', 'deliver', 'acknowledge', 'reply', 'complete'] as const).map((step) => {
    const when = passed[step];
    const count = step === 'reply' && row.replies.length > 0 ? row.replies.length : undefined;
    const time = when == null ? null : minuteText(ms(when));
    if (step === late) return { step, phase: 'late', time: null, count };
    if (when != null) return { step, phase: 'past', time, count };
    return { step, phase: step === at ? 'now' : 'ahead', time };
  });
}

/** Whether the recipient still has something to do. */
export function open(row: OrderRow): boolean {
  return current(row) !== null;
}
