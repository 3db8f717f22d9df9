import { expect, test } from 'vitest';
import type { AnalysisView, IncidentView } from '../link/types';
import { analysisFeatures, kilometres, newest } from './features';
import { suggested } from './stability';

const analysis = (id: number, retracted: boolean): AnalysisView => ({
  id, at: 0, by: '', input: { substance: 'chlorine', source: { lon: 112, lat: 25 }, rate_kg_s: 1, wind_from_deg: 0, wind_m_s: 2, swing_deg: 20, stability: 'F', basis: '' },
  result: { model: 'm', zones: [{ level: 3, ppm: 20, reach_m: 640, ring: [{ lon: 112, lat: 25 }, { lon: 112.001, lat: 24.99 }, { lon: 112, lat: 24.98 }] }], swing: [], affected: [] },
  ...(retracted ? { retracted: { seq: 9, at: 0, by: '', text: '' } } : {}),
}) as unknown as AnalysisView;

test('the newest that was not taken from the map is on it', () => {
  expect(newest({ analyses: [analysis(1, false), analysis(2, true)] })?.id).toBe(1);
  expect(newest({ analyses: [analysis(1, true)] })).toBe(null);
  const incident = { id: 5, state: 'responding', analyses: [analysis(1, false)] } as unknown as IncidentView;
  const features = analysisFeatures([incident], null, (level, ppm, km) => `${level} ${ppm} ${km}`);
  expect(features.map((each) => each.geometry.type)).toEqual(['Polygon', 'Point']);
  expect(features[1]!.properties!.words).toBe('3 20 0.64');
  expect((features[1]!.geometry as GeoJSON.Point).coordinates).toEqual([112, 24.98]);
});

test('lengths are as short as they are exact', () => {
  expect([640, 2_340, 12_400, 30_000].map(kilometres)).toEqual(['0.64', '2.3', '12', '>30']);
});

test('stability is suggested from the hour and the wind', () => {
  expect([suggested(3, 2), suggested(3, 4), suggested(14, 1.5), suggested(14, 4), suggested(14, 8)]).toEqual(['F', 'E', 'B', 'C', 'D']);
});
