// 会控台: the console of chair and operator. What everyone sees now is read first, who asks to speak second.
import { useState } from 'react';
import type { ConferenceView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { linesOf } from '../links/lines';
import { LinkTable } from '../links/LinkTable';
import { MediaBanner } from '../links/LineNote';
import { MapPane } from '../map/MapPane';
import { Strip } from '../presentation/Strip';
import { RefusedHere } from '../RefusedHere';
import { Roster } from '../roster/Roster';
import { RoomBar } from '../RoomBar';
import { ShortcutHelp } from '../shortcuts/ShortcutHelp';
import { RoomKeys } from '../shortcuts/RoomKeys';
import { useChairKeys } from '../shortcuts/useChairKeys';
import { Cells } from '../stage/Cells';
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
  actions: Actions;
  speaking: ReadonlySet<number>;
  loudspeaker: boolean;
  setLoudspeaker: (on: boolean) => void;
}

export function Console({ conference, call, site, actions, speaking, loudspeaker, setLoudspeaker }: ConsoleProps) {
  const t = useT();
  const [selected, setSelected] = useState<number | null>(null);
  const [help, setHelp] = useState(false);
  const [large, setLarge] = useState(false);
  useChairKeys({ conference, selected, act: actions.act, help: () => setHelp(true) });
  const lines = linesOf(call, site?.id);
  const shared = conference.presenter != null && conference.presenter !== site?.id;
  const swapped = shared && large;
  return (
    <div className="room console" data-testid="room">
      <RoomBar conference={conference} site={null} help={() => setHelp(true)} />
      {call && <MediaBanner call={call} />}
      <VoteBar conference={conference} site={site} act={actions.act} />
      <div className="room-body">
        <Roster {...{ conference, speaking, actions, lines, selected }} select={setSelected} own={site} />
        <section className="stage" aria-label={t('room.stage')}>
          {call
            ? (
              <>
                <Stage {...{ conference, call, speaking }} slot={swapped ? 'presentation' : 'main'} banner={everyoneSees(conference, t)} figures />
                <Cells call={call} conference={conference} speaking={speaking} look={(id) => actions.act({ type: 'view_site', conference: conference.id, site: id }, 'stage')} />
                <RefusedHere actions={actions} place="stage" />
              </>
            )
            : <WithoutPicture conference={conference} speaking={speaking} />}
          <AllSites conference={conference} selected={selected} actions={actions} />
          <OwnBar {...{ conference, call, site, actions, loudspeaker, setLoudspeaker }} />
        </section>
        <div className="side">
          <MapPane conference={conference} />
          <div className="panel side-panel">
            <LinkTable conference={conference} lines={lines} />
            <span className="grow" />
            <Strip
              {...{ conference, call, actions, large, setLarge }} own={site}
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
