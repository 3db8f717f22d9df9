import { describe, expect, it } from 'vitest';
import type { ConferenceView } from '../../link/types';
import { standing } from './Captions';

const NIGHT = 1_784_383_200_000;
const caption = (id: number, sites: number[], until?: number) => ({
  id, shown_at: NIGHT * 1000, until: until === undefined ? undefined : until * 1000,
  caption: { text: `字幕 ${id}`, sites, place: 'bottom', size: 'large', colour: 'dark' },
});
const conference = { meeting: { captions: [caption(1, []), caption(2, [7]), caption(3, [], NIGHT + 30_000)] } } as unknown as ConferenceView;
const ids = (site: number | null, now: number) => standing(conference, site, now).map((each) => each.id);

describe('MEET-20 captions', () => {
  it('stand on the sites they are meant for', () => {
    expect(ids(7, NIGHT)).toEqual([1, 2, 3]);
    expect(ids(8, NIGHT)).toEqual([1, 3]);
    expect(ids(null, NIGHT)).toEqual([1, 3]);
  });
  it('go when their time is over', () => {
    expect(ids(8, NIGHT + 29_999)).toEqual([1, 3]);
    expect(ids(8, NIGHT + 30_000)).toEqual([1]);
  });
});
