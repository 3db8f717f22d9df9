// The microphone: its level is seen; the verdict comes with the first word that was heard.
import { Mic } from 'lucide-react';
import { useT } from '../../shell/i18n';
import type { Captured } from '../call/devices';
import { Pick } from './CameraCheck';
import { Check } from './Check';
import { Meter } from './Meter';

interface Props { captured: Captured; heard: boolean; onVoice: () => void; microphones: MediaDeviceInfo[]; choose: (device: string) => void }

export function MicrophoneCheck({ captured, heard, onVoice, microphones, choose }: Props) {
  const t = useT();
  const { track, trouble } = captured;
  const word = track ? t(heard ? 'room.microphone.good' : 'room.microphone.quiet') : trouble ? t(`lobby.trouble.${trouble}`) : t('room.checking');
  return (
    <Check
      icon={<Mic size={18} />} name={t('room.microphoneName')} testid="check-microphone" tone={track ? (heard ? 'good' : 'open') : trouble ? 'poor' : 'busy'} word={word}
      help={trouble && <><p className="strong">{t('lobby.microphoneEffect')}</p><p className="soft small">{t(`lobby.remedy.${trouble}`)}</p></>}
    >
      {microphones.length > 1 && track
        ? <Pick label={t('lobby.whichMicrophone')} devices={microphones} current={track.getSettings().deviceId} choose={choose} />
        : track && <span>{track.label}</span>}
      {track && <Meter track={track} label={t('room.level')} onVoice={onVoice} />}
    </Check>
  );
}
