import { expect, test } from 'vitest';
import { summarise, verdict } from './network';

test('one hiccup does not spoil a line, a habit does', () => {
  expect(summarise([3, 4, 4, 5, 5, 6, 7, 300])).toEqual({ rttMs: 5, spreadMs: 4 });
  expect(summarise([3, 4, 4, 5, 5, 6, 280, 300]).spreadMs).toBe(277);
});

test('the verdict follows what a meeting needs', () => {
  expect(verdict({ rttMs: 5, spreadMs: 4, downKbps: 20_000 })).toBe('good');
  expect(verdict({ rttMs: 5, spreadMs: 4, downKbps: null })).toBe('good');
  expect(verdict({ rttMs: 46, spreadMs: 30, downKbps: 900 })).toBe('fair');
  expect(verdict({ rttMs: 46, spreadMs: 30, downKbps: 200 })).toBe('poor');
  expect(verdict({ rttMs: 600, spreadMs: 30, downKbps: 9_000 })).toBe('poor');
  expect(verdict(null)).toBe('unreachable');
});
