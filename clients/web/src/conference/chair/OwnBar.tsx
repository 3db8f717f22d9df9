// The console's own row: this site's microphone, speaker, camera; what is opened from here; recording, leaving, ending.
import { Circle, Grid3x3, LogOut, Mic, MicOff, PhoneOff, ScreenShare, ScreenShareOff, Square, UserPlus, Video, VideoOff, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import type { ConferenceView, ControlView, Refusal, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { RefusalNote } from '../../shell/RefusalNote';
import { CheckInButton } from '../attendance/Attendance';
import { Big } from '../Big';
import { MeetingButton } from '../MeetingPanel';
import type { Call } from '../call/call';
import { MosaicEditor } from '../mosaic/MosaicEditor';
import { share } from '../presentation/share';
import { RefusedHere } from '../RefusedHere';
import { Invite } from '../roster/Invite';
import { present } from '../sites';
import { leave } from '../useCall';
import type { Actions } from '../useRoom';

interface Props { conference: ConferenceView; control: ControlView; call: Call | null; site: SiteView | undefined; actions: Actions; loudspeaker: boolean; setLoudspeaker: (on: boolean) => void }

export function OwnBar({ conference, control, call, site, actions, loudspeaker, setLoudspeaker }: Props) {
  const t = useT();
  const [ending, setEnding] = useState(false);
  const [inviting, setInviting] = useState(false);
  const [mosaic, setMosaic] = useState(false);
  const id = conference.id;
  const { act } = actions;
  return (
    <div className="own">
      {!mosaic && <RefusedHere actions={actions} place="own" />}
      {mosaic && <MosaicEditor {...{ conference, control, actions }} close={() => setMosaic(false)} />}
      {inviting && <Invite conference={conference} close={() => setInviting(false)} act={act} />}
      {ending && <Ending conference={conference} end={() => act({ type: 'end_conference', conference: id })} close={() => setEnding(false)} />}
      <div className="controls" role="toolbar" aria-label={t('room.controls')}>
        {call && site && <OwnDevices {...{ conference, control, call, site, actions, loudspeaker, setLoudspeaker }} />}
        <Big icon={<Grid3x3 />} testid="mosaic-button" word={t('control.mosaic')} on={mosaic} press={() => setMosaic(!mosaic)} />
        <Big icon={<UserPlus />} testid="invite" word={t('room.invite')} on={inviting} press={() => setInviting(!inviting)} />
        <MeetingButton conference={conference} act={act} />
        <CheckInButton conference={conference} site={site} act={act} />
        <span className="grow" />
        {conference.recording != null
          ? <Big icon={<Square />} testid="stop-recording" word={t('room.stopRecording')} press={() => act({ type: 'stop_recording', conference: id })} />
          : <Big icon={<Circle />} testid="start-recording" word={t('room.startRecording')} press={() => act({ type: 'start_recording', conference: id })} />}
        {site && (
          <Big
            icon={<LogOut />} testid="leave" word={t('room.leave')}
            press={() => {
              leave();
              act({ type: 'leave_conference', conference: id });
            }}
          />
        )}
        <Big icon={<PhoneOff />} danger testid="end" word={t('room.end')} on={ending} press={() => setEnding(!ending)} />
      </div>
    </div>
  );
}

function OwnDevices({ conference, control, call, site, actions, loudspeaker, setLoudspeaker }: Props & { call: Call; site: SiteView }) {
  const t = useT();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { act } = actions;
  const id = conference.id;
  const locked = site.muted_by_chair;
  const open = control.open_microphones.includes(site.id);
  const presenting = conference.presenter === site.id;
  return (
    <>
      {refusal && <div className="refused-here"><RefusalNote refusal={refusal}><button className="button small-button" onClick={() => setRefusal(null)}>{t('link.putAway')}</button></RefusalNote></div>}
      <Big icon={open ? <Mic /> : <MicOff />} on={open} testid="microphone" disabled={!site.devices.microphone} word={t(open ? 'control.ownMicrophoneOpen' : 'control.ownMicrophoneShut')} press={() => act(locked ? { type: 'mute_site', conference: id, site: site.id, muted: false } : { type: 'set_own_stream', conference: id, stream: 'microphone', on: !open })} />
      <Big icon={loudspeaker ? <Volume2 /> : <VolumeX />} on={loudspeaker} testid="loudspeaker" word={t(loudspeaker ? 'room.speakerOn' : 'room.speakerOff')} press={() => setLoudspeaker(!loudspeaker)} />
      <Big icon={site.camera_on ? <Video /> : <VideoOff />} on={site.camera_on} testid="camera" disabled={!site.devices.camera} word={t(site.camera_on ? 'room.cameraOpen' : 'room.cameraShut')} press={() => act({ type: 'set_own_stream', conference: id, stream: 'camera', on: !site.camera_on })} />
      <span className="divider" aria-hidden="true" />
      <Big icon={presenting ? <ScreenShareOff /> : <ScreenShare />} on={presenting} testid="present" word={t(presenting ? 'room.stopSharing' : 'room.share')} press={() => (presenting ? act({ type: 'stop_presentation', conference: id }) : void share(id, call, act).then(setRefusal))} />
    </>
  );
}

/** Asked for beside the button that ends: what it does to how many. */
function Ending({ conference, end, close }: { conference: ConferenceView; end: () => void; close: () => void }) {
  const t = useT();
  return (
    <div className="ending panel" role="alertdialog" aria-label={t('room.end')}>
      <button className="button danger" data-testid="end-sure" autoFocus onClick={end}>{t('room.endSure', { count: present(conference).length })}</button>
      <button className="button" onClick={close}>{t('room.keep')}</button>
    </div>
  );
}
