// 各单位当班: who to call now, in the duty room and in every unit whose roster this account sees.
import { useEntities } from '../link';
import { useT } from '../shell/i18n';
import { DepartmentMark, useNow } from '../shell/marks';
import { minuteText, momentText, ms } from '../shell/time';
import { names, runs, useRosterUnits } from './shifts';

export function Everywhere() {
  const t = useT();
  const now = useNow();
  const seen = useRosterUnits();
  const units = useEntities('unit');
  const shifts = [...useEntities('duty_shift').values()];
  return (
    <div className="roster-scroll" data-testid="roster-everywhere">
      <table className="table">
        <thead><tr><th>{t('shift.unit')}</th><th>{t('shift.officers')}</th><th>{t('shift.leader')}</th><th>{t('shift.phone')}</th><th>{t('shift.end')}</th><th>{t('shift.next')}</th></tr></thead>
        <tbody>
          {seen.map(({ id, name }) => {
            const own = shifts.filter((shift) => shift.unit === id).sort((a, b) => a.start - b.start);
            const current = own.find((shift) => runs(shift, now));
            const next = own.find((shift) => ms(shift.start) > now);
            const unit = units.get(id);
            return (
              <tr key={id} data-testid="everywhere-row" data-unit={id}>
                <td className="nowrap"><span className="row">{unit && <DepartmentMark kind={unit.kind} />}{name}</span></td>
                {current ? <><td className="strong">{names(current.officers)}</td><td>{current.leader.name}</td><td className="nowrap">{current.phone}</td><td className="nowrap">{momentText(ms(current.end), now)}</td></> : <td colSpan={4}><span className="chip waiting">{t('shift.unset')}</span></td>}
                <td className="soft">{next ? `${momentText(ms(next.start), now)} ${names(next.officers)}` : '—'}{next && current && ms(next.start) > ms(current.end) && <span className="muted"> · {t('shift.gap', { time: minuteText(ms(current.end)) })}</span>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
