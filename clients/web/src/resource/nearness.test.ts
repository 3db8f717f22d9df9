import { describe, expect, it } from 'vitest';
import type { ResourceView } from '../link/types';
import { metresBetween, minutesFor, nearest } from './nearness';

const resource = (id: string, lat: number, incident?: number): ResourceView => ({
  id, kind: 'team', free: 1, version: 1,
  facts: { name: id, amount: 1, measure: '人', contact: '', phone: '', note: '', place: { text: '', position: { lon: 112.37, lat } } },
  dispatches: incident === undefined ? [] : [{ id: 1, incident, amount: 1, state: 'dispatched', returned_amount: 0, dispatched: { seq: 1, at: 0, by: '', text: '' } }],
});

describe('nearness', () => {
  it('measures a degree of latitude', () => {
    expect(metresBetween({ lon: 112.37, lat: 25 }, { lon: 112.37, lat: 26 })).toBeCloseTo(111_195, -2);
  });
  it('estimates by road with its detour', () => {
    expect(minutesFor(10_000)).toBe(20);
    expect(minutesFor(5)).toBe(1);
  });
  it('puts what is out with the incident first, then the nearest', () => {
    const order = nearest([resource('far', 25.9), resource('near', 25.6), resource('out', 25.8, 7), resource('elsewhere', 25.7, 8)], 7, { lon: 112.37, lat: 25.58 });
    expect(order.map((each) => each.resource.id)).toEqual(['out', 'near', 'elsewhere', 'far']);
  });
});
