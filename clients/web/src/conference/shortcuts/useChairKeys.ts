// The chair's keys. Letters rest while an input method composes and in fields; an arrow belongs to a field, slider or map that has the focus.
import type { ConferenceView, ControlView } from '../../link/types';
import { useKeys } from '../../shell/keyboard';
import type { Act } from '../useRoom';

interface Props { conference: ConferenceView; control: ControlView | undefined; selected: number | null; act: Act; help: () => void }

/** What has the focus uses arrows and space itself. */
export function wantsKey(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role=slider], .map-frame, video') !== null;
}

export function useChairKeys({ conference, control, selected, act, help }: Props): void {
  useKeys({
    g: () => {
      const first = control?.floor_queue[0];
      if (!first) return false;
      return act({ type: 'grant_floor', conference: conference.id, site: first.site }, 'floor');
    },
    ArrowRight: (event) => {
      if (wantsKey(event.target) || control?.running?.operation.type !== 'roll_call' || control.roll_call?.next == null) return false;
      return act({ type: 'roll_call', conference: conference.id, step: { type: 'next' } }, 'all');
    },
    m: () => {
      const site = conference.sites.find((each) => each.id === selected);
      if (!site || site.presence.type !== 'present') return false;
      return act({ type: 'mute_site', conference: conference.id, site: site.id, muted: !site.muted_by_chair }, 'roster');
    },
    '?': () => help(),
  });
}
