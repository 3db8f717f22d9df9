// 会议将开: on the screens of who is invited, from the reminder's time until it opens.
import { CalendarClock } from 'lucide-react';
import { useEntities, useMe } from '../../link';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { minuteText, ms, spanText } from '../../shell/time';

export function Reminders() {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const near = [...useEntities('schedule').values()].filter((each) =>
    (each.plan.units.includes(me.unit) || each.created_by === me.id) && each.remind_at != null && ms(each.remind_at) <= now && now < ms(each.next_at!) && each.timing.remind_minutes > 0);
  return near.map((each) => (
    <div className="banner plain" role="status" key={each.id} data-testid="reminder">
      <CalendarClock size={16} aria-hidden="true" />
      <span className="grow"><b>{t('meeting.schedule.reminder')}</b>{t('meeting.schedule.reminderText', { title: each.plan.title, time: minuteText(ms(each.next_at!)), span: spanText(ms(each.next_at!) - now) })}</span>
    </div>
  ));
}
