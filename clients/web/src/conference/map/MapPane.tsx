// 同图会商: the live map beside the video.
import type { ConferenceView } from '../../link/types';
import { MapView } from '../../map/MapView';

export function MapPane({ conference }: { conference: ConferenceView }) {
  return <aside className="panel room-map" data-testid="room-map"><MapView selected={conference.incident ?? null} search={false} /></aside>;
}
