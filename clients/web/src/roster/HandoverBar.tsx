// A handover that waits for this officer: a line over every page until somebody takes over.
import { ClipboardCheck } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useEntities, useMe } from '../link';
import { useT } from '../shell/i18n';
import { minuteText, ms } from '../shell/time';
import { useOwnDuty } from './Handover';

export function HandoverBar() {
  const t = useT();
  const me = useMe();
  const [path] = useLocation();
  const unit = useOwnDuty();
  const waiting = [...useEntities('handover').values()].find((each) => each.unit === unit && each.state === 'given' && each.giver !== me.id);
  // Leaders read handovers; taking over is the officers' business.
  if (!waiting || me.role === 'leader' || path.startsWith('/roster/handover')) return null;
  const count = waiting.counts.reduce((sum, each) => sum + each, 0);
  return (
    <div className="banner wait" role="status" data-testid="handover-bar">
      <ClipboardCheck size={16} aria-hidden="true" />
      <span className="grow"><b>{t('shift.handover.bar')}</b>{t('shift.handover.barText', { name: waiting.given_by, time: minuteText(ms(waiting.given_at)), count })}</span>
      <Link className="button" href="/roster/handover">{t('shift.handover.see')}</Link>
    </div>
  );
}
