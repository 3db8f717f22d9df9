// 值班 · 带班: who is on duty in the county's duty room now, on every screen.
import { useT } from '../shell/i18n';
import { minuteText, ms } from '../shell/time';
import { names, useOnDuty } from './shifts';

export function OnDuty() {
  const t = useT();
  const shift = useOnDuty();
  if (!shift) return <span className="on-duty muted" data-testid="on-duty-now" data-shift="">{t('shift.nobody')}</span>;
  const until = t('shift.until', { phone: shift.phone, time: minuteText(ms(shift.end)) });
  return (
    <span className="on-duty" data-testid="on-duty-now" data-shift={shift.id} title={until}>
      {t('shift.on')} <b>{names(shift.officers)}</b> · {t('shift.leads')} <b>{shift.leader.name}</b>
    </span>
  );
}
