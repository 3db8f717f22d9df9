// Which warnings and figures a wall shows. Pure.
import type { Casualties, IncidentView, StationView, WarningView } from '../link/types';
import { ms } from '../shell/time';

const RANK = { red: 0, orange: 1, yellow: 2, blue: 3, none: 4 } as const;

/** Warnings that hold now, worst first. */
export function inForce(warnings: Iterable<WarningView>, now: number): WarningView[] {
  const holds = (warning: WarningView) => !warning.superseded && warning.facts.message_type !== 'Cancel' && !(warning.facts.expires_at && ms(warning.facts.expires_at) <= now);
  return [...warnings].filter(holds).sort((a, b) => RANK[a.facts.colour ?? 'none'] - RANK[b.facts.colour ?? 'none'] || b.received_at - a.received_at);
}

/** The gauge furthest above, or nearest below, its threshold. */
export function headGauge(stations: Iterable<StationView>): StationView | null {
  const above = (station: StationView) => (station.latest?.level_m != null && station.thresholds.level_m != null ? station.latest.level_m - station.thresholds.level_m : -Infinity);
  const [head] = [...stations].filter((station) => above(station) > -Infinity).sort((a, b) => above(b) - above(a) || a.id.localeCompare(b.id));
  return head ?? null;
}

export function total(incidents: readonly IncidentView[], field: keyof Casualties): number {
  return incidents.reduce((sum, incident) => sum + (incident.facts.casualties?.[field] ?? 0), 0);
}

/** Thousands take a thin space. */
export function groups(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
