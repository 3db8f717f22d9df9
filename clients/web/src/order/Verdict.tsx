// The end of a recipient's row: what it comes to. Red only when late, a word always.
import './order.css';
import type { OrderRow, OrderView } from '../link/types';
import { dueState } from '../shell/due';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms, spanText } from '../shell/time';
import { isLate } from './rail';

export function Verdict({ order, row }: { order: OrderView; row: OrderRow }) {
  const t = useT();
  const now = useNow();
  if (row.state === 'completed') return <span className="chip done">{t('order.step.complete')}</span>;
  if (row.state === 'returned') return <span className="chip bad">{t('order.returned')}</span>;
  if (row.state === 'withdrawn') return <span className="chip">{t('order.withdrawn')}</span>;
  if (isLate(row, now)) {
    const since = row.due!.since;
    const word = row.supervisions.some((each) => each.at >= since) ? 'order.supervising' : row.reminders.some((each) => each.at >= since) ? 'order.reminding' : 'order.late';
    return <span className="order-late">{t(word)}</span>;
  }
  if (!row.due) return <span className="muted small">{t('order.noDeadline')}</span>;
  const soon = dueState(ms(row.due.since), ms(row.due.at), now).phase === 'soon';
  if (soon) return <span className="due soon" data-phase="soon">{t(`order.step.${row.due.what}`)} <b>{spanText(ms(row.due.at) - now)}</b></span>;
  const every = order.content.reply_every_minutes;
  if (row.due.what === 'reply' && every) return <span className="soft small">{t('order.limit')} <b>{t('order.every', { count: every })}</b></span>;
  return <span className="soft small">{t('order.limit')} <b>{momentText(ms(row.due.at), now)}</b></span>;
}
