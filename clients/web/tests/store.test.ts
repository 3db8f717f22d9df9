import { expect, test } from 'vitest';
import { changedSince } from '../src/link/live';
import { applyDelta, applySnapshot, emptyCopy } from '../src/link/store';
import type { EntityView } from '../src/link/types';

const unit = (id: string, name: string, version = 1) => ({ kind: 'unit', view: { id, name, kind: 'other', disabled: false, version } }) as EntityView;

test('a snapshot replaces the whole copy', () => {
  const before = applySnapshot(5, [unit('a', '甲'), unit('b', '乙')]);
  const after = applySnapshot(9, [unit('b', '乙改')]);
  expect([...before.unit.keys()]).toEqual(['a', 'b']);
  expect([...after.unit.values()].map((each) => each.name)).toEqual(['乙改']);
  expect(after.seq).toBe(9);
});

test('a delta upserts and removes, and leaves untouched kinds as the same object', () => {
  const before = applySnapshot(5, [unit('a', '甲'), unit('b', '乙')]);
  const after = applyDelta(before, 6, [unit('c', '丙')], [{ kind: 'unit', id: 'a' }]);
  expect([...after.unit.keys()]).toEqual(['b', 'c']);
  expect(after.incident).toBe(before.incident);
  expect(before.unit.has('a')).toBe(true);
});

test('removing what is not there, and kinds this client does not know, change nothing', () => {
  const before = applySnapshot(5, [unit('a', '甲')]);
  const after = applyDelta(before, 6, [{ kind: 'order', view: { id: 1 } } as never], [{ kind: 'incident', id: 77 }, { kind: 'order', id: 1 } as never]);
  expect(after.unit).toBe(before.unit);
  expect(after.incident).toBe(before.incident);
});

test('what changed between two copies is told by version, additions and removals included', () => {
  const before = applySnapshot(5, [unit('a', '甲'), unit('b', '乙'), unit('c', '丙')]);
  const after = applySnapshot(9, [unit('a', '甲'), unit('b', '乙', 2), unit('d', '丁')]);
  expect(changedSince(before, after).map((key) => key.id).sort()).toEqual(['b', 'c', 'd']);
  expect(changedSince(emptyCopy(), emptyCopy())).toEqual([]);
});
