// 下达 送达 签收 反馈 办结: times in place of words once passed, a late step as a red disc with its word.
import { Check } from 'lucide-react';
import type { OrderRow } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { railOf } from './rail';

export function OrderRail({ row }: { row: OrderRow }) {
  const t = useT();
  const now = useNow();
  const struck = row.state === 'returned' || row.state === 'withdrawn';
  return (
    <ol className={`order-rail ${struck ? 'struck' : ''}`} data-testid="order-rail" data-state={row.state}>
      {railOf(row, now).map(({ step, phase, time, count }) => (
        <li key={step} data-step={step} data-phase={phase}>
          <span className="disc" aria-hidden="true">{phase === 'past' && <Check size={9} strokeWidth={4} />}</span>
          <span className="visually-hidden">{t(`order.step.${step}`)} {t(`order.phase.${phase}`)} {time}</span>
          <span className="word" aria-hidden="true">{phase === 'past' && count ? t('order.times', { count }) : phase === 'past' ? time : t(`order.step.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
}
