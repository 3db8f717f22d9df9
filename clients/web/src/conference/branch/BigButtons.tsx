// The three large buttons of a branch site: each states what is, and what a press does.
import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import type { ConferenceView, ScreenView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { Big } from '../Big';
import { FloorButton } from '../floor/FloorButton';
import type { Actions } from '../useRoom';

export function BigButtons({ conference, site, screen, actions }: { conference: ConferenceView; site: SiteView | undefined; screen: ScreenView | undefined; actions: Actions }) {
  const t = useT();
  if (!site) return <span className="grow" />;
  const id = conference.id;
  const locked = site.muted_by_chair;
  const open = screen?.microphone_open ?? (site.microphone_on && !locked);
  // What an operation of the chair closed or opened is not for this button to change.
  const held = locked || (screen?.label.operation != null && screen.label.operation !== 'broadcast' && open !== site.microphone_on);
  return (
    <div className="big-buttons" role="toolbar" aria-label={t('room.controls')}>
      <Big
        icon={open ? <Mic /> : <MicOff />} on={open} testid="microphone" disabled={held || !site.devices.microphone}
        word={t(open ? 'room.microphoneOpen' : 'room.microphoneShut')} note={t(held ? (open ? 'control.openedByChair' : 'room.byChair') : !site.devices.microphone ? 'room.noDevice' : open ? 'room.pressToClose' : 'room.pressToOpen')}
        press={() => actions.act({ type: 'set_own_stream', conference: id, stream: 'microphone', on: !open })}
      />
      <Big
        icon={site.camera_on ? <Video /> : <VideoOff />} on={site.camera_on} testid="camera" disabled={!site.devices.camera}
        word={t(site.camera_on ? 'room.cameraOpen' : 'room.cameraShut')} note={t(site.devices.camera ? (site.camera_on ? 'room.pressToClose' : 'room.pressToOpen') : 'room.noDevice')}
        press={() => actions.act({ type: 'set_own_stream', conference: id, stream: 'camera', on: !site.camera_on })}
      />
      <FloorButton conference={conference} screen={screen} act={actions.act} />
    </div>
  );
}
