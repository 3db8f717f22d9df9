import { expect, test } from 'vitest';
import { DAY, fieldText, midnight, monday, month, monthDays, readField, spanOf } from './days';

/** 2026-07-19 00:30 in Beijing, a Sunday. */
const NIGHT = Date.UTC(2026, 6, 18, 16, 30);

test('days, weeks and months are Beijing’s, and weeks begin on Monday', () => {
  expect(fieldText(midnight(NIGHT))).toBe('2026-07-19T00:00');
  expect(fieldText(monday(NIGHT))).toBe('2026-07-13T00:00');
  expect(fieldText(monday(NIGHT + DAY))).toBe('2026-07-20T00:00');
  expect(fieldText(month(NIGHT))).toBe('2026-07-01T00:00');
  expect(fieldText(month(NIGHT, 6))).toBe('2027-01-01T00:00');
});

test('a month is shown in whole weeks', () => {
  const days = monthDays(NIGHT);
  expect(days.length % 7).toBe(0);
  expect(fieldText(days[0]!)).toBe('2026-06-29T00:00');
  expect(fieldText(days.at(-1)!)).toBe('2026-08-02T00:00');
});

test('a field reads back what it was given, in Beijing time', () => {
  expect(readField(fieldText(NIGHT))).toBe(NIGHT);
  expect(readField('2026-07-19')).toBeNull();
});

test('a span says when it ends on another day', () => {
  const eight = midnight(NIGHT) + 8 * 3_600_000;
  expect(spanOf(eight, eight + DAY / 2, '次日 ')).toBe('08:00–20:00');
  expect(spanOf(eight + DAY / 2, eight + DAY, '次日 ')).toBe('20:00–次日 08:00');
  expect(spanOf(eight, eight + 2 * DAY, '次日 ')).toBe('08:00–07-21 08:00');
});
