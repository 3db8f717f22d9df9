import { describe, expect, it } from 'vitest';
import { agendaText, freshWhen, readAgenda, readTiming, whenOf } from './plan';

/** 2026-07-18 22:00 in Beijing, a Saturday. */
const NIGHT = 1_784_383_200_000;

describe('MEET-41 what is typed becomes a plan', () => {
  it('reads an agenda with and without minutes, and writes it back', () => {
    const text = '雨情通报 10\n\n 会商 \n转移 3 个村';
    const agenda = readAgenda(text);
    expect(agenda).toEqual([{ text: '雨情通报', minutes: 10 }, { text: '会商' }, { text: '转移 3 个村' }]);
    expect(readAgenda(agendaText(agenda))).toEqual(agenda);
  });
  it('reads times in Beijing, whatever the computer is set to', () => {
    const timing = readTiming({ date: '2026-07-19', time: '10:00', repeat: 'monthly', days: [], count: 3, remind: 15 });
    expect(timing).toEqual({ starts_at: (NIGHT + 12 * 3_600_000) * 1000, repeat: { type: 'monthly', day: 19 }, end: { type: 'count', count: 3 }, remind_minutes: 15 });
    expect(whenOf(timing!)).toMatchObject({ date: '2026-07-19', time: '10:00', days: [7], count: 3 });
    expect(readTiming({ date: '', time: '10:00', repeat: 'once', days: [], count: 1, remind: 0 })).toBeNull();
  });
  it('proposes a time ahead', () => {
    expect(freshWhen(NIGHT + 60_000)).toMatchObject({ date: '2026-07-18', time: '23:00', repeat: 'once' });
  });
});
