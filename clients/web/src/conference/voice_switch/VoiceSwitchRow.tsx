// 声控切换: the loudest site is broadcast. How loud it must be, and how long it stays.
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { onAir } from '../stage/everyone';
import { siteName } from '../sites';
import type { Act } from '../useRoom';

const HOLDS = [1, 2, 3, 5, 8, 10, 15, 20, 30] as const;

export function VoiceSwitchRow({ conference, control, act }: { conference: ConferenceView; control: ControlView; act: Act }) {
  const t = useT();
  const settings = control.voice_switch;
  const set = (change: Partial<typeof settings>) => act({ type: 'voice_switch', conference: conference.id, settings: { ...settings, ...change } });
  const site = onAir(control);
  return (
    <>
      <label className="row nowrap">{t('control.sensitivity')}<input type="range" min={1} max={10} step={1} value={settings.sensitivity} aria-valuetext={String(settings.sensitivity)} onChange={(event) => set({ sensitivity: Number(event.target.value) })} /><b>{settings.sensitivity}</b></label>
      <label className="row nowrap">{t('control.hold')}
        <select className="input dwell" value={settings.hold_s} onChange={(event) => set({ hold_s: Number(event.target.value) })}>
          {[...new Set([...HOLDS, settings.hold_s])].sort((a, b) => a - b).map((seconds) => <option key={seconds} value={seconds}>{t('control.seconds', { seconds })}</option>)}
        </select>
      </label>
      <span className="soft grow">{site === null ? t('control.waitingForVoice') : siteName(conference, site)}</span>
    </>
  );
}
