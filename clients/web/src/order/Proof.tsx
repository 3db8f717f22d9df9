// Who saw the order when, on which screen, and what has been said since: the record of one recipient.
import type { OrderRow, OrderView } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { Attached } from './ReplyFiles';
import { ordinal } from './words';

export function Proof({ order, row }: { order: OrderView; row: OrderRow }) {
  const t = useT();
  const now = useNow();
  const lines: { at: number; word: string; text: string; files?: readonly number[] | undefined }[] = [
    { at: row.issued_at, word: t('order.step.issue'), text: t('order.numbered', { number: order.number }) },
    ...row.shown.map((each) => ({ at: each.at, word: t('order.step.deliver'), text: `${each.name} · ${each.screen}` })),
    ...(row.acknowledged ? [{ at: row.acknowledged.at, word: t('order.step.acknowledge'), text: row.acknowledged.by }] : []),
    ...row.replies.map((each, index) => ({ at: each.at, word: `${t('order.step.reply')}${ordinal(index + 1)}`, text: `${each.text} — ${each.by}`, files: each.attachments })),
    ...row.reminders.map((each) => ({ at: each.at, word: t('order.remind'), text: [each.by, each.text].filter(Boolean).join('：') })),
    ...row.supervisions.map((each) => ({ at: each.at, word: t('order.supervise'), text: [each.by, each.text].filter(Boolean).join('：') })),
    ...(row.completed ? [{ at: row.completed.at, word: t('order.step.complete'), text: `${row.completed.text} — ${row.completed.by}` }] : []),
    ...(row.returned ? [{ at: row.returned.at, word: t('order.returned'), text: `${row.returned.text} — ${row.returned.by}` }] : []),
  ].sort((a, b) => a.at - b.at);
  return (
    <ol className="order-proof small" data-testid="order-proof" aria-label={t('order.proof')}>
      {lines.map((line, index) => <li key={index}><time className="muted">{momentText(ms(line.at), now)}</time><span className="strong">{line.word}</span><span className="soft">{line.text} <Attached incident={order.incident} ids={line.files} /></span></li>)}
    </ol>
  );
}
