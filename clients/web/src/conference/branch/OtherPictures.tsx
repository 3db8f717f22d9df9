// The other sites, small: a branch needs them less than the one that speaks, so they are one row that scrolls.
import type { ConferenceView, ControlView } from '../../link/types';
import { submit } from '../../link';
import type { Call } from '../call/call';
import { Cells } from '../stage/Cells';

export function OtherPictures({ call, conference, control, speaking }: { call: Call; conference: ConferenceView; control: ControlView | undefined; speaking: ReadonlySet<number> }) {
  return <Cells call={call} conference={conference} control={control} speaking={speaking} look={(site) => void submit({ type: 'view_site', conference: conference.id, site })} />;
}
