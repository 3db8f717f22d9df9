import { expect, it } from 'vitest';
import type { ExtranetNodeView } from '../link/types';
import { inOrder, wayOf } from './tree';

const reserved = { audio: 10, presentation: 20, lead: 20, other: 10, data: 20 };
const node = (id: string, to?: string, units: string[] = []): ExtranetNodeView => ({
  id, name: id, kind: to ? 'township' : 'centre', units, version: 1, ...(to ? { line: { to, down_kbps: 1_000, up_kbps: 1_000, reserved } } : {}),
});
const map = (...nodes: ExtranetNodeView[]) => new Map(nodes.map((each) => [each.id, each]));

it('goes from a unit to the centre', () => {
  const nodes = map(node('centre', undefined, ['office']), node('south', 'centre'), node('town', 'south', ['town-102']));
  expect(wayOf(nodes, 'town-102').map((each) => each.id)).toEqual(['town', 'south']);
  expect(wayOf(nodes, 'office')).toEqual([]);
  expect(wayOf(nodes, 'nobody')).toEqual([]);
});

it('ends where nodes hang on one another', () => {
  expect(wayOf(map(node('a', 'b', ['unit']), node('b', 'a')), 'unit').map((each) => each.id)).toEqual(['a', 'b']);
});

it('places each node under the one on which it hangs', () => {
  const nodes = [node('town', 'south'), node('south', 'centre'), node('centre'), node('lost', 'nowhere')];
  expect(inOrder(nodes).map(({ node: { id }, depth }) => [id, depth])).toEqual([['centre', 0], ['south', 1], ['town', 2], ['lost', 0]]);
});
