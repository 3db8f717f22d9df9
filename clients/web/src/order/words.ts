// Sentences about a recipient, as the orders panel and the duty desk say them.
import type { OrderRow, OrderView } from '../link/types';
import type { Translate } from '../shell/i18n';
import { momentText, ms } from '../shell/time';
import { isLate } from './rail';

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
/** 反馈三 as documents number it. */
export const ordinal = (count: number): string => DIGITS[count] ?? String(count);

/** `已送达未签收 19 分 → 03:05 催办 → 03:10 督办` */
function lateWords(row: OrderRow, now: number, t: Translate): string {
  const due = row.due!;
  const where = due.what === 'acknowledge' ? t(row.state === 'issued' ? 'order.undelivered' : 'order.unacknowledged') : t(due.what === 'reply' ? 'order.unreplied' : 'order.uncompleted');
  const span = t('order.minutes', { count: Math.max(0, Math.floor((now - ms(due.what === 'complete' ? due.at : due.since)) / 60_000)) });
  const chases = [
    ...row.reminders.map((each) => ({ at: each.at, word: t('order.remind') })), ...row.supervisions.map((each) => ({ at: each.at, word: t('order.supervise') })),
  ].filter((each) => each.at >= due.since).sort((a, b) => a.at - b.at).slice(-3);
  return [`${where} ${span}`, ...chases.map((each) => `${momentText(ms(each.at), now)} ${each.word}`)].join(' → ');
}

/** The newest thing that is to be known of a recipient. */
export function situation(order: OrderView, row: OrderRow, now: number, t: Translate): string {
  if (row.state === 'withdrawn') return t('order.withdrawn');
  if (row.returned) return `${momentText(ms(row.returned.at), now)} ${t('order.returned')}：${row.returned.text}`;
  if (row.completed) return `${momentText(ms(row.completed.at), now)} ${t('order.step.complete')}，${row.completed.text}`;
  if (isLate(row, now)) return lateWords(row, now, t);
  const reply = row.replies.at(-1);
  if (reply) return `${t('order.step.reply')}${ordinal(row.replies.length)}：${reply.text}`;
  if (row.acknowledged) return `${row.acknowledged.by} ${t('order.step.acknowledge')}`;
  if (row.shown[0]) return t('order.seenBy', { name: row.shown[0].name });
  return order.content.text || t('order.waiting');
}
