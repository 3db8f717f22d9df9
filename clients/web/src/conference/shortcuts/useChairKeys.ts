// The chair's keys. Letters rest while an input method composes and in fields; arrows and space belong to a field or button that has the focus.
import type { ConferenceView } from '../../link/types';
import { useKeys } from '../../shell/keyboard';
import type { Act } from '../useRoom';

interface Props { conference: ConferenceView; selected: number | null; act: Act; help: () => void }

export function useChairKeys({ conference, selected, act, help }: Props): void {
  useKeys({
    m: () => {
      const site = conference.sites.find((each) => each.id === selected);
      if (!site || site.presence.type !== 'present') return false;
      return act({ type: 'mute_site', conference: conference.id, site: site.id, muted: !site.muted_by_chair }, 'roster');
    },
    '?': () => help(),
  });
}
