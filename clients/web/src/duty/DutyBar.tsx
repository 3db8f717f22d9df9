// Sound blocked on a desk that is on duty: a bar that cannot be closed. Desks elsewhere that cannot ring: said to who can act.
import { BellOff, VolumeX } from 'lucide-react';
import { useEffect } from 'react';
import { useLink, useMe } from '../link';
import { useT } from '../shell/i18n';
import { useSound } from '../shell/sound';
import { minuteText, ms } from '../shell/time';
import { useArrivals } from './arrivals';
import { goOnDuty, keepStation, useStation } from './station';

export function DutyBar() {
  const t = useT();
  const me = useMe();
  const onDuty = useStation((state) => state.onDuty);
  const sound = useSound((state) => state.state);
  const desks = useLink((state) => state.silentDesks).filter((desk) => desk.user !== me.id);
  useEffect(() => keepStation(me.id), [me.id]);
  useArrivals();
  return (
    <>
      {onDuty && sound !== 'running' && (
        <div className="banner danger" role="alert" data-testid="sound-blocked">
          <VolumeX size={16} aria-hidden="true" />
          <span className="grow"><b>{t('duty.soundBlocked')}</b>{t('duty.soundBlockedText')}</span>
          <button className="button primary" data-testid="unblock-sound" onClick={() => void goOnDuty(me.id)}>{t('duty.unblock')}</button>
        </div>
      )}
      {desks.length > 0 && (
        <div className="banner wait" role="status" data-testid="silent-desks">
          <BellOff size={16} aria-hidden="true" />
          <span className="grow">
            <b>{t('duty.silentDesks', { count: desks.length })}</b>
            {desks.map((desk) => `${desk.unit_name} ${desk.name}（${t('duty.silentSince', { time: minuteText(ms(desk.since)) })}）`).join('、')}
          </span>
        </div>
      )}
    </>
  );
}
