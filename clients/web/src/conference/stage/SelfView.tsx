// 本会场: what others see of this site.
import { CameraOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';

export function SelfView({ call, site }: { call: Call; site: SiteView | undefined }) {
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const track = call.options.camera;
  const on = track !== null && site?.camera_on === true;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = on ? new MediaStream([track]) : null;
  }, [track, on]);
  return (
    <div className="tile self" data-testid="self-view">
      <video ref={video} muted playsInline autoPlay className={on ? '' : 'without-picture'} />
      {!on && <p className="tile-word"><CameraOff size={22} aria-hidden="true" /><br />{t(call.gone().includes('camera') ? 'room.deviceGone.camera' : track ? 'room.camera.off' : 'room.joinedWithout')}</p>}
      <p className="tile-name"><span className="tile-who">{t(on ? 'control.selfSeen' : 'control.self')}</span></p>
    </div>
  );
}
