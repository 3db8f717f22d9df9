// The camera: which one, at what quality, with the background blurred where camera and browser can do that themselves.
import { Video } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../../shell/i18n';
import { canBlur, isBlurred, setBlur } from '../call/blur';
import type { Captured } from '../call/devices';
import { sendable, type PictureCodec } from '../call/codec';
import { QUALITIES, type Quality } from '../call/quality';
import { Check } from './Check';

interface Props { captured: Captured; use: boolean; setUse: (use: boolean) => void; quality: Quality; setQuality: (quality: Quality) => void; codec: PictureCodec; setCodec: (codec: PictureCodec) => void; cameras: MediaDeviceInfo[]; choose: (device: string) => void }

export function CameraCheck({ captured, use, setUse, quality, setQuality, codec, setCodec, cameras, choose }: Props) {
  const t = useT();
  const { track, trouble } = captured;
  const word = track ? t(use ? 'room.camera.good' : 'lobby.cameraOff') : trouble ? t(`lobby.trouble.${trouble}`) : t('room.checking');
  return (
    <Check
      icon={<Video size={18} />} name={t('room.cameraName')} testid="check-camera" tone={track ? (use ? 'good' : 'open') : trouble ? 'poor' : 'busy'} word={word}
      help={trouble && <><p className="strong">{t('lobby.cameraEffect')}</p><p className="soft small">{t(`lobby.remedy.${trouble}`)}</p></>}
    >
      {cameras.length > 1 && track
        ? <Pick label={t('lobby.whichCamera')} devices={cameras} current={track.getSettings().deviceId} choose={choose} />
        : track && <span>{track.label}</span>}
      {track && (
        <span className="row wrap">
          <label className="row"><input type="checkbox" checked={use} onChange={(event) => setUse(event.target.checked)} data-testid="use-camera" />{t('room.useCamera')}</label>
          <select className="input" aria-label={t('room.quality')} data-testid="quality" value={quality} onChange={(event) => setQuality(event.target.value as Quality)}>
            {QUALITIES.map((each) => <option key={each} value={each}>{t(`room.qualities.${each}`)}</option>)}
          </select>
          <Blur track={track} />
        </span>
      )}
      {track && sendable().length > 1 && (
        <details className="small">
          <summary>{t('lobby.advanced')}</summary>
          <label className="row wrap">
            {t('lobby.codec')}
            <select className="input" data-testid="codec" value={codec} onChange={(event) => setCodec(event.target.value as PictureCodec)}>
              {sendable().map((each) => <option key={each} value={each}>{t(`lobby.codecs.${each}`)}</option>)}
            </select>
          </label>
          {codec !== 'vp8' && <p className="soft">{t('lobby.codecNote')}</p>}
        </details>
      )}
    </Check>
  );
}

/** Only where the camera offers it: nothing is promised that cannot be kept. */
function Blur({ track }: { track: MediaStreamTrack }) {
  const t = useT();
  const [on, setOn] = useState(() => isBlurred(track));
  useEffect(() => setOn(isBlurred(track)), [track]);
  if (!canBlur(track)) return null;
  return <label className="row"><input type="checkbox" checked={on} data-testid="blur" onChange={(event) => void setBlur(track, event.target.checked).then(() => setOn(isBlurred(track)))} />{t('lobby.blur')}</label>;
}

export function Pick({ label, devices, current, choose }: { label: string; devices: MediaDeviceInfo[]; current: string | undefined; choose: (device: string) => void }) {
  return (
    <select className="input" aria-label={label} value={current} onChange={(event) => choose(event.target.value)}>
      {devices.map((device) => <option key={device.deviceId} value={device.deviceId}>{device.label}</option>)}
    </select>
  );
}
