// From analyses to map features: of each incident the newest that is not taken from the map.
import type { Feature } from 'geojson';
import { OPEN_STATES } from '../command/states';
import type { AnalysisView, IncidentView, Wgs84 } from '../link/types';

const closed = (ring: readonly Wgs84[]) => [...ring, ring[0]!].map((at) => [at.lon, at.lat]);

/** What is on the map. */
export function newest(incident: Pick<IncidentView, 'analyses'>): AnalysisView | null {
  return [...(incident.analyses ?? [])].reverse().find((each) => !each.retracted) ?? null;
}

export function analysisFeatures(incidents: Iterable<IncidentView>, selected: number | null, words: (level: number, ppm: number, km: string) => string): Feature[] {
  const features: Feature[] = [];
  for (const incident of incidents) {
    const analysis = OPEN_STATES.has(incident.state) || incident.id === selected ? newest(incident) : null;
    if (!analysis) continue;
    const { zones, swing } = analysis.result;
    if (swing.length > 2) features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: closed(swing) }, properties: { swing: true } });
    // The widest first: the deadliest lies on top.
    for (const zone of [...zones].reverse()) {
      features.push({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [closed(zone.ring)] }, properties: { level: zone.level } });
      const end = zone.ring.reduce((far, at) => (away(at, analysis.input.source) > away(far, analysis.input.source) ? at : far), zone.ring[0]!);
      features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [end.lon, end.lat] }, properties: { words: words(zone.level, zone.ppm, kilometres(zone.reach_m)) } });
    }
  }
  return features;
}

/** Farther the model says nothing (`FAR_M` of the node). */
const FARTHEST = 30_000;

/** `0.64`, `2.3`, `12`, `>30` */
export function kilometres(metres: number): string {
  if (metres >= FARTHEST) return `>${FARTHEST / 1000}`;
  const km = metres / 1000;
  return km < 1 ? km.toFixed(2) : km < 10 ? km.toFixed(1) : km.toFixed(0);
}

const away = (a: Wgs84, b: Wgs84) => (a.lon - b.lon) ** 2 * Math.cos((b.lat * Math.PI) / 180) ** 2 + (a.lat - b.lat) ** 2;
