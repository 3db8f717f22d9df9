// 会控台: the console of chair and operator. What everyone sees now is read first, who asks to speak second.
import { useState } from 'react';
import type { ConferenceView, ScreenView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { useControl } from '../control';
import { FloorQueue } from '../floor/FloorQueue';
import { linesOf } from '../links/lines';
import { LinkTable } from '../links/LinkTable';
import { MediaBanner } from '../links/LineNote';
import { MapPane } from '../map/MapPane';
import { MosaicStage } from '../mosaic/MosaicStage';
import { Strip } from '../presentation/Strip';
import { RefusedHere } from '../RefusedHere';
import { Roster } from '../roster/Roster';
import { RoomBar } from '../RoomBar';
import { ShortcutHelp } from '../shortcuts/ShortcutHelp';
import { RoomKeys } from '../shortcuts/RoomKeys';
import { useChairKeys } from '../shortcuts/useChairKeys';
import { Cells } from '../stage/Cells';
import { DeviceGone } from '../stage/DeviceGone';
import { everyoneSees } from '../stage/everyone';
import { Stage } from '../stage/Stage';
import { Tile } from '../stage/Tile';
import type { Actions } from '../useRoom';
import { VoteBar } from '../votes/Votes';
import { AllSites } from './AllSites';
import { OwnBar } from './OwnBar';
import { WithoutPicture } from './WithoutPicture';

export interface ConsoleProps {
  conference: ConferenceView;
  /** `null`: an operator, who is no site and is sent no media. */
  call: Call | null;
  site: SiteView | undefined;
  screen: ScreenView | undefined;
  actions: Actions;
  speaking: ReadonlySet<number>;
  loudspeaker: boolean;
  setLoudspeaker: (on: boolean) => void;
}

export function Console({ conference, call, site, screen, actions, speaking, loudspeaker, setLoudspeaker }: ConsoleProps) {
  const control = useControl(conference.id);
  const [selected, setSelected] = useState<number | null>(null);
  const [help, setHelp] = useState(false);
  const [large, setLarge] = useState(false);
  useChairKeys({ conference, control, selected, act: actions.act, help: () => setHelp(true) });
  if (!control) return null;
  const lines = linesOf(call, site?.id);
  const shared = conference.presenter != null && conference.presenter !== site?.id;
  const swapped = shared && large;
  return (
    <div className="room console" data-testid="room">
      <RoomBar conference={conference} site={null} help={() => setHelp(true)} />
      {call && <MediaBanner call={call} />}
      {call && <DeviceGone call={call} />}
      <VoteBar conference={conference} site={site} act={actions.act} />
      <div className="room-body">
        <Roster {...{ conference, control, speaking, actions, lines, selected }} select={setSelected} own={site} />
        <Middle {...{ conference, control, call, site, screen, actions, speaking, loudspeaker, setLoudspeaker, selected, swapped }} />
        <div className="side">
          <MapPane conference={conference} />
          <div className="panel side-panel">
            <FloorQueue conference={conference} control={control} actions={actions} />
            <LinkTable conference={conference} lines={lines} />
            <span className="grow" />
            <Strip
              {...{ conference, control, call, actions, large, setLarge }} own={site}
              picture={call && shared ? <Tile key={swapped ? 'main' : 'presentation'} call={call} slot={swapped ? 'main' : 'presentation'} conference={conference} large /> : null}
            />
          </div>
        </div>
      </div>
      <RoomKeys chair />
      {help && <ShortcutHelp chair close={() => setHelp(false)} />}
    </div>
  );
}

interface MiddleProps extends ConsoleProps { control: NonNullable<ReturnType<typeof useControl>>; selected: number | null; swapped: boolean }

function Middle({ conference, control, call, site, screen, actions, speaking, loudspeaker, setLoudspeaker, selected, swapped }: MiddleProps) {
  const t = useT();
  const words = everyoneSees(conference, control, t);
  const mosaic = screen?.layout.type === 'mosaic' && !swapped;
  return (
    <section className="stage" aria-label={t('room.stage')}>
      {call
        ? (
          <>
            {mosaic
              ? <MosaicStage {...{ conference, call, screen, site, speaking }} banner={words} />
              : <Stage {...{ conference, call, speaking }} slot={swapped ? 'presentation' : 'main'} banner={words} figures />}
            {!mosaic && <Cells call={call} conference={conference} control={control} speaking={speaking} look={(id) => actions.act({ type: 'view_site', conference: conference.id, site: id }, 'stage')} />}
            <RefusedHere actions={actions} place="stage" />
          </>
        )
        : <WithoutPicture conference={conference} control={control} speaking={speaking} />}
      <AllSites {...{ conference, control, selected, actions }} own={site} />
      <OwnBar {...{ conference, control, call, site, actions, loudspeaker, setLoudspeaker }} />
    </section>
  );
}
