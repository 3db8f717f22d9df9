// Beijing time, 24 hours, whatever the computer is set to.
const BEIJING_MS = 8 * 3_600_000;
const two = (n: number) => String(n).padStart(2, '0');

export interface BeijingParts { year: number; month: number; day: number; hour: number; minute: number; second: number; weekday: number }

export function beijing(ms: number): BeijingParts {
  const date = new Date(ms + BEIJING_MS);
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(),
    minute: date.getUTCMinutes(), second: date.getUTCSeconds(), weekday: date.getUTCDay(),
  };
}

/** Milliseconds of a Beijing wall-clock moment. */
export function fromBeijing(year: number, month: number, day: number, hour: number, minute: number): number {
  return Date.UTC(year, month - 1, day, hour, minute) - BEIJING_MS;
}

/** `03:14:27` */
export function clockText(ms: number): string {
  const t = beijing(ms);
  return `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}
/** `03:14` */
export function minuteText(ms: number): string {
  const t = beijing(ms);
  return `${two(t.hour)}:${two(t.minute)}`;
}
/** `07-18` */
export function dayText(ms: number): string {
  const t = beijing(ms);
  return `${two(t.month)}-${two(t.day)}`;
}
/** `03:14` today, `07-17 23:20` on another day. */
export function momentText(ms: number, now: number): string {
  return dayText(ms) === dayText(now) && Math.abs(now - ms) < 86_400_000 ? minuteText(ms) : `${dayText(ms)} ${minuteText(ms)}`;
}
/** Microseconds on the wire to milliseconds. */
export const ms = (micros: number): number => micros / 1000;
/** Milliseconds to microseconds on the wire. */
export const micros = (milliseconds: number): number => Math.round(milliseconds * 1000);

/** `52:14`, `1:45:00` or `2 天 03:10`: a span, never negative. */
export function spanText(span: number): string {
  const total = Math.max(0, Math.floor(span / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${two(hours % 24)}:${two(minutes)}`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds)}`;
  return `${two(minutes)}:${two(seconds)}`;
}
