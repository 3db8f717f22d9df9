// 议程 and times between a form and the wire: what is typed, and what the node takes. Beijing time.
import type { ConferencePlan, Repeat, Timing } from '../../link/types';
import { beijing, fromBeijing, micros, ms } from '../../shell/time';

const two = (n: number) => String(n).padStart(2, '0');

/** “雨情通报 10” is an item of ten minutes. */
export function readAgenda(text: string): ConferencePlan['agenda'] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => {
    const found = /^(.*\S)\s+(\d{1,3})$/.exec(line);
    return found ? { text: found[1]!, minutes: Number(found[2]) } : { text: line };
  });
}

export function agendaText(agenda: ConferencePlan['agenda']): string {
  return agenda.map((item) => (item.minutes == null ? item.text : `${item.text} ${item.minutes}`)).join('\n');
}

export interface When { date: string; time: string; repeat: Repeat['type']; days: number[]; count: number; remind: number }

/** `null` while date and time are not whole. */
export function readTiming(when: When): Timing | null {
  const [year, month, day] = when.date.split('-').map(Number);
  const [hour, minute] = when.time.split(':').map(Number);
  if (!year || !month || !day || hour === undefined || minute === undefined || Number.isNaN(hour + minute)) return null;
  const starts_at = micros(fromBeijing(year, month, day, hour, minute));
  const repeat: Repeat = when.repeat === 'weekly' ? { type: 'weekly', days: when.days } : when.repeat === 'monthly' ? { type: 'monthly', day } : { type: when.repeat };
  return { starts_at, repeat, end: when.repeat === 'once' ? undefined : { type: 'count', count: when.count }, remind_minutes: when.remind };
}

export function whenOf(timing: Timing): When {
  const at = beijing(ms(timing.starts_at));
  return {
    date: `${at.year}-${two(at.month)}-${two(at.day)}`, time: `${two(at.hour)}:${two(at.minute)}`, repeat: timing.repeat.type,
    days: timing.repeat.type === 'weekly' ? timing.repeat.days : [weekdayOf(timing.starts_at)], count: timing.end?.type === 'count' ? timing.end.count : 10, remind: timing.remind_minutes,
  };
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(at: number): number {
  return beijing(ms(at)).weekday || 7;
}

/** The next full half hour but one. */
export function freshWhen(now: number): When {
  const half = 30 * 60_000;
  return whenOf({ starts_at: micros((Math.floor(now / half) + 2) * half), repeat: { type: 'once' }, remind_minutes: 15 });
}
