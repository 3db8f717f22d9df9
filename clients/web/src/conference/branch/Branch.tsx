// 分会场: what is on, whether one is heard and seen, three large buttons. No roster, no settings.
import { LogOut, Map as MapIcon, MonitorPlay, ScreenShare, ScreenShareOff, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../link';
import type { ConferenceView, Refusal, ScreenView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { RefusalNote } from '../../shell/RefusalNote';
import type { Call } from '../call/call';
import { CheckInButton } from '../attendance/Attendance';
import { MeetingButton } from '../MeetingPanel';
import { LineNote, MediaBanner } from '../links/LineNote';
import { MapPane } from '../map/MapPane';
import { share } from '../presentation/share';
import { RefusedHere } from '../RefusedHere';
import { RoomBar } from '../RoomBar';
import { RoomKeys } from '../shortcuts/RoomKeys';
import { ShortcutHelp } from '../shortcuts/ShortcutHelp';
import { siteName } from '../sites';
import { useControl } from '../control';
import { MosaicStage } from '../mosaic/MosaicStage';
import { useBranchKeys } from '../shortcuts/useBranchKeys';
import { DeviceGone } from '../stage/DeviceGone';
import { iSee } from '../stage/everyone';
import { SelfView } from '../stage/SelfView';
import { Stage } from '../stage/Stage';
import { Tile } from '../stage/Tile';
import { leave } from '../useCall';
import { VoteBar } from '../votes/Votes';
import type { Actions } from '../useRoom';
import { BigButtons } from './BigButtons';
import { NoticeLine } from './NoticeLine';
import { Now } from './Now';
import { OtherPictures } from './OtherPictures';

interface Props { conference: ConferenceView; call: Call; site: SiteView | undefined; screen: ScreenView | undefined; actions: Actions; speaking: ReadonlySet<number>; loudspeaker: boolean; setLoudspeaker: (on: boolean) => void }

export function Branch({ conference, call, site, screen, actions, speaking, loudspeaker, setLoudspeaker }: Props) {
  const t = useT();
  const control = useControl(conference.id);
  const me = useMe();
  const [help, setHelp] = useState(false);
  const [map, setMap] = useState(false);
  const [mainFirst, setMainFirst] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { act } = actions;
  useBranchKeys({ conference, screen, act, help: () => setHelp(true) });
  const id = conference.id;
  const shared = conference.presenter != null && conference.presenter !== site?.id;
  const presenting = site !== undefined && conference.presenter === site.id;
  const presentationFirst = shared && !mainFirst;
  const mosaic = screen?.layout.type === 'mosaic' && !presentationFirst;
  const words = presentationFirst ? t('room.sharedBy', { name: siteName(conference, conference.presenter) }) : iSee(conference, control, screen, t);
  return (
    <div className={`room branch ${map ? 'with-map' : ''}`} data-testid="room">
      <RoomBar conference={conference} site={site?.name ?? me.unit_name} help={() => setHelp(true)} state={<LineNote call={call} />} />
      <MediaBanner call={call} />
      <DeviceGone call={call} />
      <VoteBar conference={conference} site={site} act={act} />
      <div className="room-body">
        <section className="stage" aria-label={t('room.stage')}>
          {mosaic
            ? <MosaicStage {...{ conference, call, screen, site, speaking }} banner={words} />
            : <Stage {...{ conference, call, speaking }} slot={presentationFirst ? 'presentation' : 'main'} banner={words} />}
          <NoticeLine screen={screen} />
        </section>
        <aside className="branch-side">
          {map ? <MapPane conference={conference} /> : <SelfView call={call} site={site} />}
          {shared && <div className="second"><Tile key={presentationFirst ? 'main' : 'presentation'} call={call} slot={presentationFirst ? 'main' : 'presentation'} conference={conference} speaking={speaking} large /></div>}
          {!map && <Now conference={conference} call={call} site={site} screen={screen} speaking={speaking} />}
          {!mosaic && <OtherPictures call={call} conference={conference} control={control} speaking={speaking} />}
          <div className="branch-more">
            <button className="button" aria-pressed={map} data-testid="show-map" onClick={() => setMap(!map)}><MapIcon size={16} aria-hidden="true" />{t(map ? 'control.hideMap' : 'control.showMap')}</button>
            {shared && <button className="button" aria-pressed={presentationFirst} data-testid="show-presentation" onClick={() => setMainFirst(!mainFirst)}><MonitorPlay size={16} aria-hidden="true" />{t(presentationFirst ? 'control.showMain' : 'control.showPresentation')}</button>}
            <button className="button" aria-pressed={!loudspeaker} data-testid="loudspeaker" onClick={() => setLoudspeaker(!loudspeaker)}>{loudspeaker ? <Volume2 size={16} aria-hidden="true" /> : <VolumeX size={16} aria-hidden="true" />}{t(loudspeaker ? 'room.speakerOn' : 'room.speakerOff')}</button>
            {site && <button className="button" aria-pressed={presenting} data-testid="present" onClick={() => (presenting ? act({ type: 'stop_presentation', conference: id }) : void share(id, call, act).then(setRefusal))}>{presenting ? <ScreenShareOff size={16} aria-hidden="true" /> : <ScreenShare size={16} aria-hidden="true" />}{t(presenting ? 'room.stopSharing' : 'room.share')}</button>}
          </div>
        </aside>
      </div>
      <div className="branch-foot">
        <RefusedHere actions={actions} place="own" />
        {refusal && <div className="refused-here"><RefusalNote refusal={refusal}><button className="button small-button" onClick={() => setRefusal(null)}>{t('link.putAway')}</button></RefusalNote></div>}
        <div className="foot-left">
          <span className="row"><CheckInButton conference={conference} site={site} act={act} /><MeetingButton conference={conference} act={act} /></span>
          {!conference.chair && site && <button className="button" data-testid="request-chair" onClick={() => act({ type: 'request_chair', conference: id })}>{t('room.takeChair')}</button>}
        </div>
        <BigButtons conference={conference} site={site} screen={screen} actions={actions} />
        <div className="foot-right">
          <button
            className="button danger large" data-testid="leave"
            onClick={() => {
              leave();
              act({ type: 'leave_conference', conference: id });
            }}
          >
            <LogOut size={16} aria-hidden="true" />{t('room.leave')}
          </button>
        </div>
      </div>
      <RoomKeys />
      {help && <ShortcutHelp close={() => setHelp(false)} />}
    </div>
  );
}
