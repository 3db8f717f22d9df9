// From entity views to map features, and from one set of features to the next by difference, so that nothing flickers.
import type { Feature, Point, Polygon } from 'geojson';
import type { GeoJSONFeatureDiff, GeoJSONSourceDiff } from 'maplibre-gl';
import type { HazardView, IncidentView, PlacedFacts, ResourceKind, ResourceView, StationView, TargetView, WarningView, Wgs84 } from '../link/types';
import { OPEN_STATES } from '../command/states';
import { glyphOf } from './glyphs';
import { GRADES, type Grade, symbolName } from './symbols';

export type PointFeature = Feature<Point, Record<string, string | number | boolean>> & { id: number };

/** Symbol of an incident's type: the catalogue's label, or two characters of its name. */
export type LabelOf = (typeCode: string) => string;

export function incidentFeatures(incidents: Iterable<IncidentView>, labelOf: LabelOf, selected: number | null): PointFeature[] {
  const features: PointFeature[] = [];
  for (const incident of incidents) {
    const position = incident.facts.place.position;
    if (!position || (!OPEN_STATES.has(incident.state) && incident.id !== selected)) continue;
    const grade: Grade = incident.facts.severity ?? 'none';
    const code = incident.facts.type_code;
    const faded = incident.state === 'aftermath' || !OPEN_STATES.has(incident.state);
    features.push({
      type: 'Feature',
      id: incident.id,
      geometry: { type: 'Point', coordinates: [position.lon, position.lat] },
      properties: {
        incident: incident.id,
        rank: GRADES.indexOf(grade),
        symbol: symbolName({ kind: 'incident', glyph: glyphOf(code), label: labelOf(code), grade, selected: incident.id === selected, faded }),
      },
    });
  }
  return features;
}

/** Older than this a reading is 旧值: grey, with its age. Gauges report every five minutes. */
export const STALE_MS = 30 * 60_000;

export function stationFeatures(stations: Iterable<StationView>, now: number, minutesAgo: (minutes: number) => string): PointFeature[] {
  let id = 0;
  return [...stations].map((station) => {
    const age = station.latest ? now - station.latest.observed_at / 1000 : Infinity;
    const stale = age > STALE_MS;
    const figures = [
      station.latest?.level_m != null ? `${station.latest.level_m.toFixed(2)} m` : null,
      station.latest?.rain_mm != null ? `${station.latest.rain_mm} mm/h` : null,
    ].filter((figure) => figure !== null).join(' ');
    const over = station.over && !stale;
    return {
      type: 'Feature' as const,
      id: (id += 1),
      geometry: { type: 'Point' as const, coordinates: [station.position.lon, station.position.lat] },
      properties: {
        station: station.id,
        tone: stale ? 'stale' : over ? 'over' : 'calm',
        symbol: symbolName({ kind: 'station', over, stale }),
        label: `${station.name}\n${figures}${stale && Number.isFinite(age) ? ` ${minutesAgo(Math.floor(age / 60_000))}` : ''}`,
      },
    };
  });
}

/** A circle as a ring of 64 points; good to a metre at county scale. */
export function circleRing(centre: Wgs84, radiusKm: number): [number, number][] {
  const ring: [number, number][] = [];
  const north = radiusKm / 110.574;
  const east = radiusKm / (111.32 * Math.cos((centre.lat * Math.PI) / 180));
  for (let step = 0; step <= 64; step += 1) {
    const angle = (step / 64) * 2 * Math.PI;
    ring.push([centre.lon + east * Math.cos(angle), centre.lat + north * Math.sin(angle)]);
  }
  return ring;
}

export function warningFeatures(warnings: Iterable<WarningView>, now: number): Feature<Polygon>[] {
  const features: Feature<Polygon>[] = [];
  for (const warning of warnings) {
    const { facts } = warning;
    const expired = facts.expires_at != null && facts.expires_at / 1000 < now;
    if (warning.superseded || expired || facts.message_type === 'Cancel') continue;
    const rings = facts.areas.flatMap((area) => [
      ...area.polygons.map((ring) => ring.map((point) => [point.lon, point.lat] as [number, number])),
      ...area.circles.map((circle) => circleRing(circle.centre, circle.radius_km)),
    ]);
    for (const ring of rings) {
      if (ring.length < 3) continue;
      features.push({ type: 'Feature', properties: { colour: facts.colour ?? 'none', warning: warning.id }, geometry: { type: 'Polygon', coordinates: [ring] } });
    }
  }
  return features;
}

/** GB/T 35649 codes of what stands on the lists. */
export const RESOURCE_CODES: Record<ResourceKind, string> = { team: 'D20400', vehicle: 'D40200', supply: 'D30100', shelter: 'D60100', expert: 'D20400', medical: 'D50100' };

/** Resources green, hazards yellow, targets blue, each with its kind in the bottom quarter. */
export function listedFeatures(resources: Iterable<ResourceView>, hazards: Iterable<HazardView>, targets: Iterable<TargetView>, word: (key: string) => string): Feature<Point>[] {
  const features: Feature<Point>[] = [];
  const add = (facts: PlacedFacts, code: string, label: string) => {
    const position = facts.place.position;
    if (position) features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [position.lon, position.lat] }, properties: { symbol: symbolName({ kind: 'plot', code, label }), name: facts.name } });
  };
  for (const target of targets) add(target.facts, 'C', word('protection_target'));
  for (const hazard of hazards) add(hazard.facts, 'B', word('hazard'));
  for (const resource of resources) add(resource.facts, RESOURCE_CODES[resource.kind], word(resource.kind));
  return features;
}

/** What must change to get from `before` to `after`; null when nothing must. */
export function featureDiff(before: ReadonlyMap<number, PointFeature>, after: readonly PointFeature[]): GeoJSONSourceDiff | null {
  const add: PointFeature[] = [];
  const update: GeoJSONFeatureDiff[] = [];
  const seen = new Set<number>();
  for (const feature of after) {
    seen.add(feature.id);
    const old = before.get(feature.id);
    if (!old) {
      add.push(feature);
      continue;
    }
    const moved = old.geometry.coordinates.join() !== feature.geometry.coordinates.join();
    const changed = Object.entries(feature.properties).filter(([key, value]) => old.properties[key] !== value);
    if (!moved && changed.length === 0) continue;
    update.push({
      id: feature.id,
      ...(moved ? { newGeometry: feature.geometry } : {}),
      addOrUpdateProperties: changed.map(([key, value]) => ({ key, value })),
    });
  }
  const remove = [...before.keys()].filter((id) => !seen.has(id));
  return add.length + update.length + remove.length === 0 ? null : { add, update, remove };
}
