import { expect, test } from 'vitest';
import type { SlotChange } from '../../link/types';
import { keyOf, markOf, reached, slotKeys, SlotNames, slotSizes } from './slots';

const change = (source: number | null, rtp_timestamp: number | null, generation = 1): SlotChange =>
  ({ conference: 1, session: 2, generation, slot: { type: 'main' }, source, stream: 'camera', rtp_timestamp, mid: '0' }) as SlotChange;

test('timestamps wrap', () => {
  expect(reached(5, 5)).toBe(true);
  expect(reached(4, 5)).toBe(false);
  expect(reached(3, 0xffff_fff0)).toBe(true);
  expect(reached(0xffff_fff0, 3)).toBe(false);
});

test('the name waits for its frame', () => {
  const names = new SlotNames();
  expect(names.announce(change(7, 1000), true)).toEqual({ holds: false, fulfilled: null });
  expect(names.shown.source).toBe(null);
  expect(names.frame(999, null).fulfilled).toBe(null);
  expect(names.frame(1000, null).fulfilled?.source).toBe(7);
  expect(names.shown.source).toBe(7);
});

test('of changes that were overtaken only the last is acknowledged', () => {
  const names = new SlotNames();
  names.announce(change(7, 1000, 1), true);
  names.announce(change(8, 2000, 2), true);
  expect(names.frame(2500, null).fulfilled?.generation).toBe(2);
  expect(names.shown.source).toBe(8);
});

test('a frame that overtakes the word of its change has its name as soon as the word is there', () => {
  const names = new SlotNames();
  names.announce(change(7, 1000), true);
  names.frame(1000, null);
  expect(names.frame(2500, null)).toEqual({ fulfilled: null, named: false });
  expect(names.announce(change(8, 2000, 2), true).fulfilled?.generation).toBe(2);
  expect(names.shown.source).toBe(8);
  expect(names.announce(change(9, 3000, 3), true)).toEqual({ holds: false, fulfilled: null });
  expect(names.shown.source).toBe(8);
  names.begin();
  expect(names.announce(change(7, 500, 4), true).holds).toBe(false);
});

test('a frame bears its own name, before the word of its change and after', () => {
  const names = new SlotNames();
  names.announce(change(7, 1000), true);
  names.frame(1000, { source: 7, stream: 'camera' });
  expect(names.frame(2000, { source: 8, stream: 'presentation' })).toEqual({ fulfilled: null, named: true });
  expect(names.shown).toMatchObject({ source: 8, stream: 'presentation' });
  expect(names.announce({ ...change(8, 2000, 2), stream: 'presentation' }, true).fulfilled?.generation).toBe(2);
  expect(names.frame(2100, { source: 8, stream: 'presentation' })).toEqual({ fulfilled: null, named: false });
  expect(names.shown.generation).toBe(2);
});

test('frames that come after the end of a picture bring no name back', () => {
  const names = new SlotNames();
  names.announce(change(7, 1000), true);
  names.frame(1000, { source: 7, stream: 'camera' });
  names.announce(change(null, null), true);
  expect(names.frame(1100, { source: 7, stream: 'camera' }).named).toBe(false);
  expect(names.shown.source).toBe(null);
});

test('the mark of a frame is of the source that had reached it', () => {
  const sources = [{ source: 7, rtpTimestamp: 2000 }, { source: 0x8000_0008, rtpTimestamp: 3000 }];
  expect(markOf(sources, 1900)).toEqual({ source: 7, stream: 'camera' });
  expect(markOf(sources, 2000)).toEqual({ source: 7, stream: 'camera' });
  expect(markOf(sources, 2001)).toEqual({ source: 8, stream: 'presentation' });
  expect(markOf(sources, 3001)).toBe(null);
});

test('an empty slot, or a browser that tells no timestamps, changes at once', () => {
  const names = new SlotNames();
  expect(names.announce(change(7, 1000), false).holds).toBe(true);
  expect(names.shown.source).toBe(7);
  expect(names.announce(change(null, null), true).holds).toBe(true);
  expect(names.shown.source).toBe(null);
});

test('a slot asks for the size it is drawn in', () => {
  const drawn = new Map([['main', 1900], ['cell-0', 225], ['cell-1', 226]] as const);
  expect(slotSizes(2, false, drawn)).toBe('1920x1080,320x180,320x180,640x360');
  expect(slotSizes(2, true, drawn)).toBe('640x360,320x180,320x180,640x360');
});

test('a slot that is not drawn asks for the smallest picture', () => {
  expect(slotSizes(1, false, new Map([['cell-0', 300]] as const))).toBe('320x180,320x180,640x360');
});

test('slots are in the order of the offer', () => {
  expect(slotKeys(2)).toEqual(['main', 'presentation', 'cell-0', 'cell-1']);
  expect(slotSizes(1, false)).toBe('1280x720,1280x720,320x180');
  expect(slotSizes(1, true)).toBe('640x360,640x360,320x180');
  expect(keyOf({ type: 'cell', index: 1 })).toBe('cell-1');
  expect(keyOf({ type: 'voice', index: 0 })).toBe(null);
});
