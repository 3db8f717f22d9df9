// The queue's order: nearest clock first. And how it stays still under the hand.
import type { IncidentView } from '../link/types';

/** Nearest deadline first (late ones are the nearest), those without a clock after, newest first. */
export function byDue(a: IncidentView, b: IncidentView): number {
  const [dueA, dueB] = [a.next_due?.at ?? Infinity, b.next_due?.at ?? Infinity];
  if (dueA !== dueB) return dueA < dueB ? -1 : 1;
  return b.reported_at - a.reported_at || a.id - b.id;
}

/** While a hand is on the list: rows stay where they are, rows that left stay too, new ones are only counted. */
export function heldOrder(shown: readonly number[], sorted: readonly number[], held: boolean): { rows: readonly number[]; waiting: number } {
  if (!held) return { rows: sorted, waiting: 0 };
  const known = new Set(shown);
  return { rows: shown, waiting: sorted.filter((id) => !known.has(id)).length };
}
