import { describe, expect, it } from 'vitest';
import type { CallView, ConferenceView, SiteView } from '../../link/types';
import { absentees, callPhase, callText } from './call';

const NIGHT = 1_784_383_200_000;
const call: CallView = { first_at: NIGHT * 1000, since: NIGHT * 1000, rings: 1, unanswered_at: (NIGHT + 45_000) * 1000 };
const site = (over: Partial<SiteView>): SiteView => ({
  id: 1, name: '水利局', unit: 'water', presence: { type: 'ringing', since: NIGHT * 1000 }, devices: { camera: false, microphone: false },
  microphone_on: false, camera_on: false, muted_by_chair: false, publishing: { microphone: false, camera: false, presentation: false }, call, ...over,
} as SiteView);
const t = (key: string, values?: Record<string, unknown>) => `${key} ${Object.values(values ?? {}).join(' ')}`.trim();

describe('MEET-2 the call clock', () => {
  it('rings, then is unanswered', () => {
    expect(callPhase(site({}), NIGHT + 44_000)).toBe('ringing');
    expect(callPhase(site({}), NIGHT + 45_000)).toBe('unanswered');
    expect(callText(t, site({}), NIGHT + 192_000)).toBe('meeting.call.unanswered 03:12');
    expect(callPhase(site({ call: undefined, presence: { type: 'present', since: 0 } }), NIGHT)).toBeNull();
  });
  it('counts from the first ring and says which ring it is', () => {
    const again = site({ call: { ...call, rings: 3, since: (NIGHT + 60_000) * 1000, unanswered_at: (NIGHT + 105_000) * 1000 } });
    expect(callText(t, again, NIGHT + 70_000)).toBe('meeting.call.ringing 01:10 · meeting.call.times 3');
  });
});

describe('MEET-4 put off', () => {
  it('is quiet until its time', () => {
    const later = site({ call: { ...call, later_until: (NIGHT + 300_000) * 1000, unanswered_at: (NIGHT + 345_000) * 1000 } });
    expect(callPhase(later, NIGHT + 299_000)).toBe('later');
    expect(callPhase(later, NIGHT + 300_000)).toBe('ringing');
  });
});

describe('MEET-3 whom ringing all would ring', () => {
  it('is who is away, declined or unanswered', () => {
    const sites = [
      site({ id: 1 }), site({ id: 2, presence: { type: 'present', since: 0 }, call: undefined }),
      site({ id: 3, presence: { type: 'declined', reason: '', at: 0 }, call: undefined }),
      site({ id: 4, unit: undefined, presence: { type: 'absent', since: 0, why: 'left' }, call: undefined }),
    ];
    const ids = (now: number) => absentees({ sites } as unknown as ConferenceView, now).map((each) => each.id);
    expect(ids(NIGHT)).toEqual([3]);
    expect(ids(NIGHT + 60_000)).toEqual([1, 3]);
  });
});
