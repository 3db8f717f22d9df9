import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Captured } from './devices';
import { Unplugged } from './unplugged';

const nothing: Captured = { track: null, trouble: 'missing' };
const newTrack = () => Object.assign(new EventTarget(), { stop: vi.fn() }) as unknown as MediaStreamTrack;
const ended = (track: MediaStreamTrack) => track.dispatchEvent(new Event('ended'));
const devices = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { mediaDevices: devices });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a device that was pulled out is asked for until it, or another, is there, and watched again', async () => {
  const [first, second, third] = [newTrack(), newTrack(), newTrack()];
  const found = [nothing, nothing, { track: second, trouble: null }, { track: third, trouble: null }];
  const open = vi.fn(() => Promise.resolve(found.shift() ?? nothing));
  const told: (MediaStreamTrack | null)[] = [];
  const unplugged = new Unplugged(open, (track) => told.push(track));
  unplugged.watch(first);
  ended(first);
  await vi.advanceTimersByTimeAsync(0);
  expect([unplugged.gone, told, open.mock.calls.length]).toEqual([true, [null], 1]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([unplugged.gone, open.mock.calls.length]).toEqual([true, 2]);
  devices.dispatchEvent(new Event('devicechange'));
  await vi.advanceTimersByTimeAsync(0);
  expect([unplugged.gone, told]).toEqual([false, [null, second]]);
  // Nothing is asked for any more, until it goes again.
  devices.dispatchEvent(new Event('devicechange'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(open).toHaveBeenCalledTimes(3);
  ended(second);
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([null, second, null, third]);
});

test('a call that is left lets go of what it was just opening', async () => {
  const [first, second] = [newTrack(), newTrack()];
  const told: (MediaStreamTrack | null)[] = [];
  const unplugged = new Unplugged(() => Promise.resolve({ track: second, trouble: null }), (track) => told.push(track));
  unplugged.watch(first);
  ended(first);
  unplugged.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([null]);
  expect(second.stop).toHaveBeenCalledOnce();
});

test('a browser that does not answer is asked anew, and what it gives late is let go', async () => {
  const [first, late, second] = [newTrack(), newTrack(), newTrack()];
  let answer: (captured: { track: MediaStreamTrack; trouble: null }) => void = () => undefined;
  const opens = [() => new Promise<{ track: MediaStreamTrack; trouble: null }>((resolve) => (answer = resolve)), () => Promise.resolve({ track: second, trouble: null })];
  const told: (MediaStreamTrack | null)[] = [];
  const unplugged = new Unplugged(() => opens.shift()!(), (track) => told.push(track));
  unplugged.watch(first);
  ended(first);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([unplugged.gone, told]).toEqual([false, [null, second]]);
  answer({ track: late, trouble: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([null, second]);
  expect(late.stop).toHaveBeenCalledOnce();
});
