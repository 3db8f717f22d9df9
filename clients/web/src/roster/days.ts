// Beijing days and weeks, and moments as a person types them. Milliseconds throughout.
import { beijing, dayText, fromBeijing, minuteText } from '../shell/time';

export const DAY = 86_400_000;
const two = (n: number) => String(n).padStart(2, '0');

/** The beginning of the Beijing day in which `at` lies. */
export function midnight(at: number): number {
  const { year, month, day } = beijing(at);
  return fromBeijing(year, month, day, 0, 0);
}

/** The Monday of the week. */
export function monday(at: number): number {
  return midnight(at) - ((beijing(at).weekday + 6) % 7) * DAY;
}

/** The first day of the month, `months` later. */
export function month(at: number, months = 0): number {
  const { year, month: number } = beijing(at);
  return fromBeijing(year, number + months, 1, 0, 0);
}

/** Every day of the weeks that the month touches. */
export function monthDays(at: number): number[] {
  const first = monday(month(at));
  const count = Math.ceil((month(at, 1) - first) / DAY / 7) * 7;
  return Array.from({ length: count }, (_, index) => first + index * DAY);
}

/** `2026-07-18T08:00`, as a field of type datetime-local holds it. */
export function fieldText(at: number): string {
  const t = beijing(at);
  return `${t.year}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}`;
}

export function readField(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!found) return null;
  const [year, number, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number];
  return fromBeijing(year, number, day, hour, minute);
}

/** `08:00–20:00`; an end on another day says which. `next` is the word for the day after. */
export function spanOf(start: number, end: number, next: string): string {
  const days = Math.round((midnight(end) - midnight(start)) / DAY);
  const mark = days === 0 ? '' : days === 1 ? next : `${dayText(end)} `;
  return `${minuteText(start)}–${mark}${minuteText(end)}`;
}
