// The meeting room: the chair's console, or a branch site's simple view.
import './room.css';
import { useState } from 'react';
import { useMe } from '../link';
import type { ConferenceView } from '../link/types';
import { useOwnTopBar } from '../shell/immersive';
import { Branch } from './branch/Branch';
import type { Call } from './call/call';
import { Console } from './chair/Console';
import { iControl, mySite } from './sites';
import { Voices } from './stage/Voices';
import { useCallVersion } from './useCall';
import { useScreen } from './control';
import { useActions, useMosaicSlots, usePresenting, useSpeaking, useSwitches } from './useRoom';

export function Room({ conference, call }: { conference: ConferenceView; call: Call }) {
  const me = useMe();
  useCallVersion(call);
  useOwnTopBar();
  const actions = useActions();
  const speaking = useSpeaking(conference.id);
  const [loudspeaker, setLoudspeaker] = useState(true);
  const site = mySite(conference, me);
  const screen = useScreen(conference.id);
  useSwitches(call, site, screen);
  useMosaicSlots(call, screen);
  usePresenting(call, conference, site, actions.act);
  const shared = { conference, call, site, screen, actions, speaking, loudspeaker, setLoudspeaker };
  return (
    <>
      <Voices call={call} muted={!loudspeaker} />
      {iControl(conference, me) ? <Console {...shared} /> : <Branch {...shared} />}
    </>
  );
}
