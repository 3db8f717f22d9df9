// When it happened, as people say it on the telephone: “十分钟前”, “昨晚九点半”, “02:50”, “7月17日 23:20”. Beijing time.
import { beijing, fromBeijing } from '../shell/time';

const DIGITS: Record<string, number> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const NUMBER = '[\\d零〇一二两三四五六七八九十百半]+';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A clock time without a day that lies further ahead than this meant yesterday. */
const AHEAD = 5 * MINUTE;

/** `42`, `四十二`, `十`, `半` (a half); NaN when it is no number. */
export function chineseNumber(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === '半') return 0.5;
  let total = 0;
  let digit = -1;
  for (const sign of text) {
    if (sign in DIGITS) digit = DIGITS[sign]!;
    else if (sign === '十' || sign === '百') {
      total += (digit < 0 ? 1 : digit) * (sign === '十' ? 10 : 100);
      digit = -1;
    } else return NaN;
  }
  return text === '' ? NaN : total + Math.max(0, digit);
}

function ago(text: string, now: number): number | null {
  const chinese = new RegExp(`^(?:约|大约|大概)?(${NUMBER})(?:个)?(半)?(分钟|分|小时|钟头|天|刻钟)(半)?(?:以|之)?前$`).exec(text);
  const english = /^(\d+(?:\.\d+)?)\s*(min|m|h|hour|hours|minutes?|d|days?)\s*(?:ago)?$/i.exec(text);
  if (chinese) {
    const unit = chinese[3] === '天' ? DAY : chinese[3] === '刻钟' ? 15 * MINUTE : /分/.test(chinese[3]!) ? MINUTE : 60 * MINUTE;
    const count = chineseNumber(chinese[1]!) + (chinese[2] || chinese[4] ? 0.5 : 0);
    return Number.isNaN(count) ? null : now - count * unit;
  }
  if (!english) return null;
  const unit = english[2]!.toLowerCase();
  return now - Number(english[1]) * (unit.startsWith('d') ? DAY : unit.startsWith('h') ? 60 * MINUTE : MINUTE);
}

/** A clock time of a call, `03:06` or `03:06:12`, as the nearest such moment that is past. Milliseconds. */
export function clockMoment(text: string, now: number): number | null {
  const match = /^(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?$/.exec(text.trim());
  if (!match) return null;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const today = beijing(now);
  const at = fromBeijing(today.year, today.month, today.day, hour, minute) + second * 1_000;
  return at > now + AHEAD ? at - DAY : at;
}

const DAYS: Record<string, number> = { 今天: 0, 今日: 0, 今早: 0, 今晚: 0, 今晨: 0, 昨天: 1, 昨日: 1, 昨晚: 1, 昨夜: 1, 前天: 2 };

/** Day of the phrase: how far before today, or a month and day, and what is left of the text. */
function dayOf(text: string): { back?: number; month?: number; day?: number; rest: string } {
  const word = Object.keys(DAYS).find((each) => text.startsWith(each));
  if (word) return { back: DAYS[word], rest: (/晚|夜/.test(word) ? '晚上' : /早|晨/.test(word) ? '早上' : '') + text.slice(word.length) };
  const date = /^(?:\d{4}[-年])?(\d{1,2}|[一二三四五六七八九十]+)(?:月|[-/])(\d{1,2}|[一二三四五六七八九十]+)(?:日|号)?/.exec(text);
  if (date) return { month: chineseNumber(date[1]!), day: chineseNumber(date[2]!), rest: text.slice(date[0].length) };
  return { rest: text };
}

function clockOf(text: string): { hour: number; minute: number } | null {
  const match = new RegExp(`^(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|深夜)?(${NUMBER})(?:[:：](\\d{1,2})|(?:点钟?|时)(?:(半)|(一刻|三刻)|(${NUMBER})分?)?)(?::\\d{2})?(?:左右|许|多)?$`).exec(text)
    ?? /^()(\d{2})(\d{2})$/.exec(text);
  if (!match) return null;
  let hour = chineseNumber(match[2]!);
  const minute = match[4] ? 30 : match[5] ? (match[5] === '一刻' ? 15 : 45) : chineseNumber(match[3] ?? match[6] ?? '0');
  const part = match[1] ?? '';
  if (/下午|傍晚|晚上|夜里|深夜/.test(part) && hour < 12 && !(/夜里|深夜/.test(part) && hour < 6)) hour += 12;
  if (part === '中午' && hour < 11) hour += 12;
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && Number.isInteger(hour) && Number.isInteger(minute) ? { hour, minute } : null;
}

/** Milliseconds, or null when the phrase is not understood. `now` is the node's time. */
export function parseTimePhrase(phrase: string, now: number): { at: number; about: boolean } | null {
  const about = /约|大概|左右|许|多|前$/.test(phrase);
  const text = phrase.trim().replace(/^(约|大约|大概)/, '').replace(/\s+/g, '');
  if (text === '') return null;
  if (/^(刚才|刚刚|现在|now)$/i.test(text)) return { at: now, about };
  const relative = ago(phrase.trim(), now) ?? ago(text, now);
  if (relative !== null) return { at: Math.floor(relative / MINUTE) * MINUTE, about };
  const day = dayOf(text);
  const clock = clockOf(day.rest);
  if (!clock) return null;
  const today = beijing(now);
  if (day.month !== undefined && day.day !== undefined) {
    if (!(day.month >= 1 && day.month <= 12 && day.day >= 1 && day.day <= 31)) return null;
    const at = fromBeijing(today.year, day.month, day.day, clock.hour, clock.minute);
    return { at: at > now + DAY ? fromBeijing(today.year - 1, day.month, day.day, clock.hour, clock.minute) : at, about };
  }
  const at = fromBeijing(today.year, today.month, today.day, clock.hour, clock.minute) - (day.back ?? 0) * DAY;
  return { at: day.back === undefined && at > now + AHEAD ? at - DAY : at, about };
}
