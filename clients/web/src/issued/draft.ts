// A warning while it is being written.
import type { IssuedWarningView, WarningColour, WarningContent, Wgs84 } from '../link/types';
import { micros, ms } from '../shell/time';
import { eventName } from './events';

const HOUR = 3_600_000;
/** Hours for which a warning may be in force; the node refuses more than seven days. */
export const HOURS = [3, 6, 12, 24, 48, 72] as const;

export interface WarningDraft {
  headline: string;
  colour: WarningColour;
  event_code: string;
  text: string;
  instruction: string;
  hours: number;
  towns: readonly string[];
  area: readonly Wgs84[];
  units: readonly string[];
  gateways: readonly string[];
}

export function emptyWarning(units: readonly string[], gateways: readonly string[]): WarningDraft {
  return { headline: '', colour: 'yellow', event_code: '11B03', text: '', instruction: '', hours: 6, towns: [], area: [], units, gateways };
}

/** `now` in milliseconds: what is left of a warning in force is kept. */
export function draftOf(view: IssuedWarningView, units: (content: WarningContent) => readonly string[], now: number): WarningDraft {
  const { content } = view;
  const left = Math.max(1, Math.round((ms(content.expires_at) - now) / HOUR));
  return {
    headline: content.headline, colour: content.colour, event_code: content.event_code, text: content.text, instruction: content.instruction ?? '',
    hours: HOURS.find((each) => each >= left) ?? 72, towns: content.towns ?? [], area: content.area ?? [], units: units(content), gateways: content.gateways ?? [],
  };
}

/** What the headline would be if none is typed. */
export function derivedHeadline(draft: WarningDraft, county: string, colour: string): string {
  return `${county}发布${eventName(draft.event_code)}${colour}`;
}

export function contentOf(draft: WarningDraft, headline: string, now: number): WarningContent {
  return {
    headline: draft.headline.trim() || headline, colour: draft.colour, event_code: draft.event_code, text: draft.text.trim(), instruction: draft.instruction.trim(),
    expires_at: micros(now + draft.hours * HOUR), towns: [...draft.towns], area: [...draft.area], gateways: [...draft.gateways],
    units: draft.units.map((id) => ({ kind: 'unit' as const, id })),
  };
}

export type WarningNeed = 'text' | 'area' | 'to';

export function firstNeed(draft: WarningDraft): WarningNeed | null {
  if (draft.text.trim() === '') return 'text';
  if (draft.towns.length === 0 && draft.area.length < 3) return 'area';
  return draft.units.length === 0 && draft.gateways.length === 0 ? 'to' : null;
}
