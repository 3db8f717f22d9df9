import { expect, test } from 'vitest';
import { effect, grade, worst, type Line } from './line';

const line = (change: Partial<Line>): Line => ({ downKbps: 800, lossPercent: 0, jitterMs: 4, rttMs: 5, height: 360, ...change });

test('loss breaks a voice before delay does', () => {
  expect(grade(line({}))).toBe(4);
  expect(grade(line({ lossPercent: 1.1 }))).toBe(3);
  expect(grade(line({ lossPercent: 3.8 }))).toBe(2);
  expect(grade(line({ lossPercent: 12 }))).toBe(1);
  expect(grade(line({ rttMs: 400 }))).toBe(2);
  expect(grade(line({ downKbps: 0 }))).toBe(0);
});

test('the effect is said, not the figure', () => {
  expect(effect(line({}))).toBe('good');
  expect(effect(line({ lossPercent: 3.8 }))).toBe('lowered');
  expect(effect(line({ lossPercent: 12 }))).toBe('broken');
  expect(effect(line({ height: null }))).toBe('voice');
  expect(effect(line({ downKbps: 0 }))).toBe('none');
});

test('the worst lines come first, and who has no figures is left out', () => {
  const sites = [{ id: 1, line: line({}) }, { id: 2, line: line({ lossPercent: 3.8 }) }, { id: 3, line: undefined }, { id: 4, line: line({ lossPercent: 2.4 }) }];
  expect(worst(sites, 2).map((site) => site.id)).toEqual([2, 4]);
});
