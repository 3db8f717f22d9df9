// The five-step rail and the small sums of the orders' screens.
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../src/link/types';
import { nextMoment } from '../src/order/moment';
import { current, isLate, open, railOf } from '../src/order/rail';
import { fromBeijing } from '../src/shell/time';

const AT = fromBeijing(2026, 7, 18, 2, 55);
const us = (minutes: number) => (AT + minutes * 60_000) * 1000;
const row = (change: Partial<OrderRow>): OrderRow => ({
  unit: 'fire', state: 'issued', issued_at: us(0), replies: [], shown: [], reminders: [], supervisions: [],
  due: { what: 'acknowledge', since: us(0), at: us(10) }, ...change,
});
const mark = (minutes: number) => ({ seq: 1, at: us(minutes), by: '消防', text: '' });
const phases = (each: OrderRow, minutes: number) => railOf(each, AT + minutes * 60_000).map(({ phase }) => phase);

describe('rail', () => {
  it('has passed, current and coming steps, with times once passed', () => {
    const acknowledged = row({ state: 'acknowledged', delivered_at: us(0), acknowledged: mark(1), due: { what: 'reply', since: us(1), at: us(31) } });
    expect(phases(acknowledged, 2)).toEqual(['past', 'past', 'past', 'now', 'ahead']);
    expect(railOf(acknowledged, AT)[2]).toMatchObject({ time: '02:56' });
    expect(current(acknowledged)).toBe('reply');
  });
  it('turns red at the step that is late, and at no other', () => {
    const delivered = row({ state: 'delivered', delivered_at: us(0) });
    expect(phases(delivered, 9)).toEqual(['past', 'past', 'now', 'ahead', 'ahead']);
    expect(isLate(delivered, AT + 9 * 60_000)).toBe(false);
    expect(phases(delivered, 10)).toEqual(['past', 'past', 'late', 'ahead', 'ahead']);
  });
  it('counts replies, and a regular reply that is late is the reply', () => {
    const replied = row({ state: 'replied', delivered_at: us(0), acknowledged: mark(1), replies: [mark(5), mark(9)], due: { what: 'reply', since: us(9), at: us(19) } });
    expect(railOf(replied, AT)[3]).toMatchObject({ phase: 'past', count: 2 });
    expect(phases(replied, 20)).toEqual(['past', 'past', 'past', 'late', 'now']);
  });
  it('ends with completion, return and withdrawal', () => {
    for (const state of ['completed', 'returned', 'withdrawn'] as const) expect(open(row({ state, due: null }))).toBe(false);
  });
});

describe('the next moment a clock shows', () => {
  it('is today while it is to come, and tomorrow after that', () => {
    expect(nextMoment('03:40', AT)).toBe(fromBeijing(2026, 7, 18, 3, 40));
    expect(nextMoment('02:00', AT)).toBe(fromBeijing(2026, 7, 19, 2, 0));
    for (const wrong of ['', '25', '3点', '24:00', '12:60']) expect(nextMoment(wrong, AT)).toBeNull();
  });
});
