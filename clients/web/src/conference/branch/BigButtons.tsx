// The three large buttons of a branch site: each states what is, and what a press does.
import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import type { ConferenceView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { Big } from '../Big';
import type { Actions } from '../useRoom';

export function BigButtons({ conference, site, actions }: { conference: ConferenceView; site: SiteView | undefined; actions: Actions }) {
  const t = useT();
  if (!site) return <span className="grow" />;
  const id = conference.id;
  const locked = site.muted_by_chair;
  const open = site.microphone_on && !locked;
  return (
    <div className="big-buttons" role="toolbar" aria-label={t('room.controls')}>
      <Big
        icon={open ? <Mic /> : <MicOff />} on={open} testid="microphone" disabled={locked || !site.devices.microphone}
        word={t(open ? 'room.microphoneOpen' : 'room.microphoneShut')} note={t(locked ? 'room.byChair' : !site.devices.microphone ? 'room.noDevice' : open ? 'room.pressToClose' : 'room.pressToOpen')}
        press={() => actions.act({ type: 'set_own_stream', conference: id, stream: 'microphone', on: !open })}
      />
      <Big
        icon={site.camera_on ? <Video /> : <VideoOff />} on={site.camera_on} testid="camera" disabled={!site.devices.camera}
        word={t(site.camera_on ? 'room.cameraOpen' : 'room.cameraShut')} note={t(site.devices.camera ? (site.camera_on ? 'room.pressToClose' : 'room.pressToOpen') : 'room.noDevice')}
        press={() => actions.act({ type: 'set_own_stream', conference: id, stream: 'camera', on: !site.camera_on })}
      />
    </div>
  );
}
