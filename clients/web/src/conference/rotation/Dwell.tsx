// 停留: how long a site stays, 10 to 120 seconds.
import { useT } from '../../shell/i18n';

const STEPS = [10, 15, 20, 30, 45, 60, 90, 120] as const;

export function Dwell({ value, set }: { value: number; set: (seconds: number) => void }) {
  const t = useT();
  const steps = STEPS.includes(value as (typeof STEPS)[number]) ? STEPS : [...STEPS, value].sort((a, b) => a - b);
  return (
    <label className="row nowrap">{t('control.dwell')}
      <select className="input dwell" value={value} onChange={(event) => set(Number(event.target.value))}>
        {steps.map((seconds) => <option key={seconds} value={seconds}>{t('control.seconds', { seconds })}</option>)}
      </select>
    </label>
  );
}
