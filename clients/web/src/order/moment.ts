import { beijing, fromBeijing } from '../shell/time';

/** The next moment in Beijing at which a clock shows `03:40`; null when no clock does. */
export function nextMoment(text: string, now: number): number | null {
  const found = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(text.trim());
  if (!found) return null;
  const today = beijing(now);
  const at = fromBeijing(today.year, today.month, today.day, Number(found[1]), Number(found[2]));
  return at > now ? at : at + 86_400_000;
}
