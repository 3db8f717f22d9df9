// 可能是同一起: does what is being told resemble an open incident? A suggestion with its factors; a person decides.
import type { IncidentView, Wgs84 } from '../link/types';
import { OPEN_STATES } from '../command/states';

/** σ of distance (metres) and time (minutes) by type code prefix; the last row is for all others. */
const SIGMA: readonly { prefix: string; metres: number; minutes: number }[] = [
  { prefix: 'A206', metres: 300, minutes: 30 },
  { prefix: 'A207', metres: 500, minutes: 40 },
  { prefix: 'A101', metres: 3000, minutes: 360 },
  { prefix: '', metres: 1000, minutes: 120 },
];
/** Types that are often two names of one thing. */
const AKIN: readonly (readonly string[])[] = [['A101', 'A102', 'A104', 'A213'], ['A204', 'A205', 'A206', 'A214'], ['A203', 'A212', 'A213']];
/** Below this nothing is suggested. */
export const SUGGEST_FROM = 0.6;

export interface Told { type_code: string; occurredAt: number; position: Wgs84 | null; error_m: number; text: string; phone: string }
export interface Likeness {
  incident: IncidentView;
  score: number;
  metres: number | null;
  minutes: number;
  sigma: { metres: number; minutes: number };
  factors: { distance: number | null; time: number; text: number; phone: boolean };
}

export function metresBetween(a: Wgs84, b: Wgs84): number {
  const radians = Math.PI / 180;
  const x = (b.lon - a.lon) * radians * Math.cos(((a.lat + b.lat) / 2) * radians);
  const y = (b.lat - a.lat) * radians;
  return Math.hypot(x, y) * 6_371_008.8;
}

function bigrams(text: string): Set<string> {
  const signs = [...text.replace(/[\s，。；、：！？,.;:!?·"“”（）()]/g, '')];
  return new Set(signs.slice(1).map((sign, index) => signs[index] + sign));
}

/** Dice coefficient of character bigrams, 0…1. */
export function textLikeness(a: string, b: string): number {
  const [left, right] = [bigrams(a), bigrams(b)];
  if (left.size === 0 || right.size === 0) return 0;
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}

function compatible(a: string, b: string): boolean {
  const [left, right] = [a.slice(0, 4), b.slice(0, 4)];
  return left === right || AKIN.some((family) => family.includes(left) && family.includes(right));
}

function likeness(told: Told, incident: IncidentView): Likeness {
  const { facts } = incident;
  const base = SIGMA.find((row) => facts.type_code.startsWith(row.prefix))!;
  const error = Math.hypot(told.error_m, facts.place.error_m ?? 0);
  const sigma = { metres: Math.hypot(base.metres, error), minutes: base.minutes };
  const metres = told.position && facts.place.position ? metresBetween(told.position, facts.place.position) : null;
  const minutes = Math.abs(told.occurredAt - facts.occurred_at / 1000) / 60_000;
  const distance = metres === null ? null : Math.exp(-metres / sigma.metres);
  const time = Math.exp(-minutes / sigma.minutes);
  const text = textLikeness(told.text, `${facts.title}${facts.place.text}${facts.narrative ?? ''}`);
  const phone = told.phone.length >= 7 && told.phone.replace(/\D/g, '') === (facts.caller?.phone ?? '').replace(/\D/g, '');
  const soft = distance === null ? 0.5 * time * text + 0.5 * text : 0.7 * Math.sqrt(distance * time) + 0.3 * text;
  return { incident, score: phone ? soft + (1 - soft) / 2 : soft, metres, minutes, sigma, factors: { distance, time, text, phone } };
}

/** Open incidents that resemble it, likeliest first. */
export function resembling(told: Told, incidents: Iterable<IncidentView>, not: readonly number[]): Likeness[] {
  return [...incidents]
    .filter((incident) => OPEN_STATES.has(incident.state) && !not.includes(incident.id) && compatible(told.type_code, incident.facts.type_code))
    .map((incident) => likeness(told, incident))
    .filter((each) => each.score >= SUGGEST_FROM)
    .sort((a, b) => b.score - a.score);
}
