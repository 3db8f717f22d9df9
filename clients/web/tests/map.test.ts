import { describe, expect, test } from 'vitest';
import type { IncidentView, StationView, WarningView } from '../src/link/types';
import { parsePair } from '../src/map/coordinates';
import { circleRing, featureDiff, incidentFeatures, type PointFeature, stationFeatures, warningFeatures } from '../src/map/features';
import { glyphOf } from '../src/map/glyphs';
import { parseSymbol, symbolName } from '../src/map/symbols';
import { keyName, type KeyPress } from '../src/shell/keyboard';

function incident(id: number, change: Partial<IncidentView> = {}, lon: number | null = 112.3): IncidentView {
  return {
    id, number: `n${id}`, state: 'handling', unit: 'u', reported_at: 0, updated_at: 0, next_states: [], records: [], timeline: [], logged_by: 1, version: 1,
    facts: { title: 't', type_code: 'A20600', occurred_at: 0, place: { text: '', position: lon === null ? null : { lon, lat: 25.6 } }, severity: 'iii' }, ...change,
  };
}
const label = () => '火灾';
const byId = (features: PointFeature[]) => new Map(features.map((feature) => [feature.id, feature]));

describe('incidents on the map', () => {
  test('only located and open ones, the selected one even when closed', () => {
    const all = [incident(1), incident(2, {}, null), incident(3, { state: 'archived' }), incident(4, { state: 'false_alarm' })];
    expect(incidentFeatures(all, label, null).map((feature) => feature.id)).toEqual([1]);
    expect(incidentFeatures(all, label, 3).map((feature) => feature.id)).toEqual([1, 3]);
  });
  test('the symbol says type, level, selection', () => {
    const [feature] = incidentFeatures([incident(1)], label, 1);
    expect(parseSymbol(feature!.properties.symbol as string)).toEqual({ kind: 'incident', glyph: 'fire', label: '火灾', grade: 'iii', selected: true, faded: false });
    expect(feature!.properties.rank).toBe(2);
  });
  test('changes go over as a difference: moved, changed colour, added, removed', () => {
    const before = byId(incidentFeatures([incident(1), incident(2), incident(3)], label, null));
    const regraded = incident(2);
    regraded.facts = { ...regraded.facts, severity: 'i' };
    const diff = featureDiff(before, incidentFeatures([incident(1, {}, 112.4), regraded, incident(4)], label, null))!;
    expect(diff.add!.map((feature) => feature.id)).toEqual([4]);
    expect(diff.remove).toEqual([3]);
    expect(diff.update).toMatchObject([
      { id: 1, newGeometry: { coordinates: [112.4, 25.6] }, addOrUpdateProperties: [] },
      { id: 2, addOrUpdateProperties: [{ key: 'rank', value: 0 }, { key: 'symbol' }] },
    ]);
    expect(diff.update![1]).not.toHaveProperty('newGeometry');
  });
  test('no difference, no update', () => {
    const features = incidentFeatures([incident(1)], label, null);
    expect(featureDiff(byId(features), incidentFeatures([incident(1)], label, null))).toBeNull();
  });
});

test('every symbol name is read back as it was written', () => {
  for (const spec of [
    { kind: 'cluster', count: 12, worst: 0 }, { kind: 'station', over: true, stale: false }, { kind: 'incident', glyph: 'water', label: '漫堤', grade: 'none', selected: false, faded: true },
  ] as const) expect(parseSymbol(symbolName(spec))).toEqual(spec);
  expect(parseSymbol('something-of-the-base-map')).toBeNull();
  expect([glyphOf('A10100'), glyphOf('A20699'), glyphOf('Z')]).toEqual(['water', 'fire', 'other']);
});

test('a stale reading is grey with its age and never “over”', () => {
  const station: StationView = { id: 's', name: '车头站', source: 'water', position: { lon: 112, lat: 25 }, thresholds: {}, latest: { station: 's', observed_at: 0, level_m: 162.84 }, over: true, version: 1 };
  const [feature] = stationFeatures([station], 61 * 60_000, (minutes) => `${minutes} 分前`);
  expect(feature!.properties).toMatchObject({ tone: 'stale', label: '车头站\n162.84 m 61 分前' });
  const [fresh] = stationFeatures([station], 60_000, String);
  expect(fresh!.properties).toMatchObject({ tone: 'over', label: '车头站\n162.84 m' });
});

test('warnings in force are drawn, circles as rings; cancelled, superseded and expired ones are not', () => {
  const warning = (change: object, facts: object = {}) =>
    ({ id: 1, superseded: false, facts: { message_type: 'Alert', colour: 'red', areas: [{ description: '', polygons: [], circles: [{ centre: { lon: 112.37, lat: 25.58 }, radius_km: 5 }], geocodes: [] }], ...facts }, ...change }) as unknown as WarningView;
  expect(warningFeatures([warning({})], 0)).toHaveLength(1);
  expect(warningFeatures([warning({ superseded: true }), warning({}, { message_type: 'Cancel' }), warning({}, { expires_at: 1000 })], 5000)).toEqual([]);
  const ring = circleRing({ lon: 112.37, lat: 25.58 }, 5);
  expect(ring[0]).toEqual(ring.at(-1)!.map((value) => expect.closeTo(value, 9)));
  expect((ring[0]![0] - 112.37) * 111.32 * Math.cos((25.58 * Math.PI) / 180)).toBeCloseTo(5, 6);
});

describe('pasted coordinates', () => {
  test.each([
    ['112.3375, 25.6075', 112.3375, 25.6075], ['112.3375，25.6075', 112.3375, 25.6075], ['112.3375 25.6075', 112.3375, 25.6075], ['(112.3375,25.6075)', 112.3375, 25.6075],
    ['E112.3375° N25.6075°', 112.3375, 25.6075], ['东经112.3375 北纬25.6075', 112.3375, 25.6075], ['25.6075, 112.3375', 25.6075, 112.3375],
  ])('%s', (text, lon, lat) => {
    expect(parsePair(text)).toEqual({ lon, lat });
  });
  test.each(['滨江村', '112', '12, 13', '431024100', '512.1, 25.6', 'K512+300', '199 0000 2041'])('“%s” is no pair', (text) => {
    expect(parsePair(text)).toBeNull();
  });
});

describe('shortcuts', () => {
  const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({ key, ctrl: false, alt: false, shift: false, composing: false, inField: false, ...change });
  test('function keys work while typing, letters and signs do not', () => {
    expect(keyName(press('F2', { inField: true }))).toBe('F2');
    expect(keyName(press('/', { inField: true }))).toBeNull();
    expect(keyName(press('/'))).toBe('/');
    expect(keyName(press('Enter', { ctrl: true, inField: true }))).toBe('ctrl+Enter');
    expect(keyName(press('N'))).toBe('n');
  });
  test('none fires while an input method composes', () => {
    for (const key of ['F2', 'Enter', '/', 'Process']) expect(keyName(press(key, { composing: true }))).toBeNull();
    expect(keyName(press('Process'))).toBeNull();
  });
});
