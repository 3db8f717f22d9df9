// What the floor button and the space bar ask for next.
import type { ConferenceView, Input, ScreenView } from '../../link/types';

export function nextFloorStep(conference: ConferenceView, screen: ScreenView | undefined): Input {
  const id = conference.id;
  switch (screen?.floor.type) {
    case 'waiting': return { type: 'withdraw_floor', conference: id };
    case 'holding': return { type: 'release_floor', conference: id };
    default: return { type: 'request_floor', conference: id, reason: '' };
  }
}
