// 同图会商: the live map beside the video.
import type { ConferenceView } from '../../link/types';
import { SharedMap } from '../../map/shared/SharedMap';

export function MapPane({ conference }: { conference: ConferenceView }) {
  return <aside className="room-map" data-testid="room-map"><SharedMap conference={conference} /></aside>;
}
