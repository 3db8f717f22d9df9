import { expect, test } from 'vitest';
import { elementTime, pause, play, positionAt, seek, speed, STOPPED } from './clock';

test('the position runs with the wall clock, at its speed, and stops at the end', () => {
  const playing = play(STOPPED, 1000, 10_000);
  expect(positionAt(playing, 1500, 10_000)).toBe(500);
  expect(positionAt(speed(playing, 2, 1500, 10_000), 2000, 10_000)).toBe(1500);
  expect(positionAt(playing, 99_000, 10_000)).toBe(10_000);
  expect(positionAt(pause(playing, 1500, 10_000), 9000, 10_000)).toBe(500);
});

test('seeking keeps playing; playing at the end begins anew', () => {
  const playing = seek(play(STOPPED, 0, 10_000), 4000, 100, 10_000);
  expect(positionAt(playing, 200, 10_000)).toBe(4100);
  expect(play(seek(STOPPED, 10_000, 0, 10_000), 5, 10_000).position).toBe(0);
  expect(seek(STOPPED, -5, 0, 10_000).position).toBe(0);
});

test('a track has nothing to show before it begins or after it ends', () => {
  expect(elementTime(500, 1000, 2000)).toBe(null);
  expect(elementTime(1500, 1000, 2000)).toBe(500);
  expect(elementTime(2500, 1000, 2000)).toBe(1000);
  expect(elementTime(3500, 1000, 2000)).toBe(null);
});
