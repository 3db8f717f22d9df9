// How far something is, in a straight line, and how long it may take by road. An estimate, said as such: no road is known here.
import type { ResourceDispatchView, ResourceView, Wgs84 } from '../link/types';

const RADIUS_M = 6_371_008.8;
/** Roads are longer than the crow flies, and vehicles at night no faster than this. */
export const DETOUR = 1.3;
export const KM_PER_HOUR = 40;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

export function metresBetween(a: Wgs84, b: Wgs84): number {
  const [north, east] = [radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2];
  const across = Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(east) ** 2;
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(Math.sin(north) ** 2 + across)));
}

/** Minutes by road, estimated. */
export const minutesFor = (metres: number) => Math.max(1, Math.round(((metres * DETOUR) / 1000 / KM_PER_HOUR) * 60));

/** Dispatches of a resource to one incident that are still out. */
export const outTo = (resource: ResourceView, incident: number): ResourceDispatchView[] => (resource.dispatches ?? []).filter((each) => each.incident === incident && each.state !== 'returned');

export interface Near { resource: ResourceView; metres: number | null; out: ResourceDispatchView[] }

/** What is out with the incident first, then the nearest. */
export function nearest(resources: Iterable<ResourceView>, incident: number, at: Wgs84 | null | undefined): Near[] {
  const all = [...resources].map((resource): Near => {
    const position = resource.facts.place.position;
    return { resource, metres: at && position ? metresBetween(at, position) : null, out: outTo(resource, incident) };
  });
  return all.sort((a, b) => Number(b.out.length > 0) - Number(a.out.length > 0) || (a.metres ?? Infinity) - (b.metres ?? Infinity) || a.resource.facts.name.localeCompare(b.resource.facts.name, 'zh'));
}
