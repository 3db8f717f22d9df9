import { Bell } from 'lucide-react';
import { useMe } from '../link';
import { OfflineReady } from '../offline/Ready';
import { useT } from '../shell/i18n';
import { useSound } from '../shell/sound';
import { goOffDuty, goOnDuty, useStation } from './station';

/** 开始值守, and afterwards what this desk really has: sound, a screen kept awake, notifications. */
export function StationFoot() {
  const t = useT();
  const me = useMe();
  const { onDuty, wakeLock, notifications } = useStation();
  const sound = useSound((state) => state.state);
  if (!onDuty) {
    return (
      <footer>
        <button className="button primary" data-testid="start-duty" onClick={() => void goOnDuty(me.id)}>{t('duty.start')}</button>
        <span className="small muted">{t('duty.startText')} <OfflineReady /></span>
      </footer>
    );
  }
  return (
    <footer data-testid="on-duty" data-sound={sound} data-wake-lock={wakeLock} data-notifications={notifications}>
      <span className={`dot ${sound === 'running' ? 'ok' : 'bad'}`} /><span className="strong nowrap"><Bell size={13} aria-hidden="true" /> {t('duty.onDuty')}</span>
      <span className="small muted grow">
        {wakeLock === 'held' ? t('duty.wakeLock') : wakeLock === 'unsupported' ? t('duty.noWakeLock') : ''} {t(notifications === 'granted' ? 'duty.notificationsOn' : 'duty.notificationsOff')} <OfflineReady />
      </span>
      <button className="button plain" data-testid="stop-duty" onClick={() => void goOffDuty()}>{t('duty.stop')}</button>
    </footer>
  );
}
