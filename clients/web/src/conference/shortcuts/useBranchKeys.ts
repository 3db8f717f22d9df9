// A branch site's keys: space asks for the floor, takes the request back, gives the floor back. A button that has the focus keeps its space.
import type { ConferenceView, ScreenView } from '../../link/types';
import { nextFloorStep } from '../floor/step';
import { useKeys } from '../../shell/keyboard';
import type { Act } from '../useRoom';
import { wantsKey } from './useChairKeys';

export function useBranchKeys({ conference, screen, act, help }: { conference: ConferenceView; screen: ScreenView | undefined; act: Act; help: () => void }): void {
  useKeys({
    ' ': (event) => {
      const target = event.target;
      if (event.repeat || wantsKey(target) || (target instanceof Element && target.closest('button, a, [tabindex="0"]') !== null)) return false;
      if (conference.chair == null) return false;
      return act(nextFloorStep(conference, screen));
    },
    '?': () => help(),
  });
}
