import { expect, test } from 'vitest';
import type { PlotSymbol } from '../src/link/types';
import { bearing, captionOf, figureFeatures, turn } from '../src/map/plot/figures';

const SYMBOLS: PlotSymbol[] = [
  { code: 'F10100', name: '警戒区', label: '警戒区', shape: 'polygon' }, { code: 'F10200', name: '事故控制区', label: '控制区', shape: 'polygon' },
  { code: 'E30200', name: '灾民撤离线', label: '撤离线', shape: 'arrow' }, { code: 'D60100', name: '避难场所', label: '避难', shape: 'point' },
];
const at = (lon: number, lat: number) => ({ lon, lat });
const SQUARE = [at(0, 0), at(0, 1), at(1, 1), at(1, 0)];

test('bearings are clockwise from north', () => {
  expect(bearing(at(112, 25), at(112, 26))).toBeCloseTo(0);
  expect(bearing(at(112, 0), at(113, 0))).toBeCloseTo(90);
  expect(bearing(at(112, 25), at(112, 24))).toBeCloseTo(180);
});

test('a border runs clockwise however it was drawn, so that ticks point the right way', () => {
  expect(turn(SQUARE)).toBeLessThan(0);
  for (const vertices of [SQUARE, [...SQUARE].reverse()]) {
    const border = figureFeatures([{ id: 1, shape: 'polygon', symbol: 'F10200', vertices, label: '' }], SYMBOLS).find((each) => each.properties?.part === 'line')!;
    const ring = (border.geometry as GeoJSON.LineString).coordinates;
    expect(ring[0]).toEqual(ring.at(-1));
    expect(turn(ring.slice(1).map(([lon, lat]) => at(lon!, lat!)))).toBeLessThan(0);
    expect(border.properties?.ticks).toBe('in');
  }
});

test('a way out is dashed and has its head at the last vertex', () => {
  const features = figureFeatures([{ id: 1, shape: 'arrow', symbol: 'E30200', vertices: [at(112, 0), at(113, 0)], label: '' }], SYMBOLS);
  expect(features.find((each) => each.properties?.part === 'line')?.properties?.style).toBe('dashed');
  const head = features.find((each) => each.properties?.part === 'head')!;
  expect((head.geometry as GeoJSON.Point).coordinates).toEqual([113, 0]);
  expect(head.properties?.turn).toBeCloseTo(90);
});

test('areas say name and code of their symbol, points only their own words', () => {
  expect(captionOf({ id: 1, shape: 'polygon', symbol: 'F10100', vertices: SQUARE, label: '一百米' }, SYMBOLS)).toBe('一百米\n警戒区 F10100');
  expect(captionOf({ id: 1, shape: 'point', symbol: 'D60100', vertices: SQUARE, label: '' }, SYMBOLS)).toBe('');
});
