import { describe, expect, test } from 'vitest';
import { newcomers } from '../src/duty/arrivals';
import { partyOf, rowsOf } from '../src/duty/CallLog';
import { controlOf, derivedTitle, draftFromRecord, elements, emptyDraft, factsOf, firstNeed, occurredAt } from '../src/duty/draft';
import { byDue, heldOrder } from '../src/duty/order';
import { chineseNumber, clockMoment, parseTimePhrase } from '../src/duty/timephrase';
import { matchingTypes } from '../src/duty/TypeField';
import type { FeedRecordView, IncidentView, PhoneCallView } from '../src/link/types';
import { dueState } from '../src/shell/due';
import { clockText, fromBeijing, momentText, spanText } from '../src/shell/time';

const NOW = fromBeijing(2026, 7, 18, 3, 14);
const MINUTE = 60_000;
const at = (month: number, day: number, hour: number, minute: number) => fromBeijing(2026, month, day, hour, minute);

function incident(id: number, change: Omit<Partial<IncidentView>, 'facts'> & { facts?: Partial<IncidentView['facts']> } = {}): IncidentView {
  const { facts, ...rest } = change;
  return {
    id, number: `20260718-000${id}`, state: 'handling', unit: 'water', reported_at: NOW * 1000, updated_at: NOW * 1000, next_states: [], records: [], timeline: [], logged_by: 1, version: 1,
    facts: { title: '钟水河漫堤，村庄进水', type_code: 'A10100', occurred_at: NOW * 1000, place: { text: '珠泉镇车头村', position: { lon: 112.335, lat: 25.6 } }, ...facts }, ...rest,
  };
}

describe('clock times of a call', () => {
  test.each([['03:06:12', at(7, 18, 3, 6) + 12_000], ['3:06', at(7, 18, 3, 6)], ['03：06', at(7, 18, 3, 6)], ['23:58:30', at(7, 17, 23, 58) + 30_000]])('%s', (text, expected) => {
    expect(clockMoment(text, NOW)).toBe(expected);
  });
  test.each(['', '3', '24:00', '03:60', '03:06:60', '刚才'])('“%s” is none', (text) => {
    expect(clockMoment(text, NOW)).toBeNull();
  });
});

describe('time phrases', () => {
  test.each([
    ['十分钟前', NOW - 10 * MINUTE], ['10分钟前', NOW - 10 * MINUTE], ['约二十五分钟前', NOW - 25 * MINUTE], ['半小时前', NOW - 30 * MINUTE], ['一个半小时前', NOW - 90 * MINUTE],
    ['两小时以前', NOW - 120 * MINUTE], ['一刻钟前', NOW - 15 * MINUTE], ['刚才', NOW], ['10 min ago', NOW - 10 * MINUTE], ['02:50', at(7, 18, 2, 50)], ['0250', at(7, 18, 2, 50)], ['约 02:50', at(7, 18, 2, 50)],
    ['2点50', at(7, 18, 2, 50)], ['凌晨两点半', at(7, 18, 2, 30)], ['昨晚九点半', at(7, 17, 21, 30)], ['昨晚 9 点半', at(7, 17, 21, 30)], ['昨天下午3点一刻', at(7, 17, 15, 15)], ['前天 8:05', at(7, 16, 8, 5)],
    ['7月17日 23:20', at(7, 17, 23, 20)], ['07-17 23:20', at(7, 17, 23, 20)], ['23:20', at(7, 17, 23, 20)], ['03:16', at(7, 18, 3, 16)],
  ])('%s', (phrase, expected) => {
    expect(parseTimePhrase(phrase, NOW)?.at).toBe(expected);
  });
  test.each(['', '不知道', '25:00', '13月1日 3:00', '十', '3:77'])('“%s” is not understood', (phrase) => {
    expect(parseTimePhrase(phrase, NOW)).toBeNull();
  });
  test('a date that would lie ahead meant last year', () => {
    expect(parseTimePhrase('12月31日 23:00', NOW)?.at).toBe(fromBeijing(2025, 12, 31, 23, 0));
  });
  test('approximate times say so', () => {
    expect(parseTimePhrase('约 02:50', NOW)?.about).toBe(true);
    expect(parseTimePhrase('02:50', NOW)?.about).toBe(false);
  });
  test.each([['十', 10], ['二十五', 25], ['一百二十', 120], ['两', 2], ['42', 42], ['半', 0.5]])('%s is %d', (text, value) => {
    expect(chineseNumber(text)).toBe(value);
  });
});

describe('clocks', () => {
  test('calm, soon in the last tenth or five minutes, late', () => {
    expect(dueState(0, 60 * MINUTE, 30 * MINUTE)).toEqual({ phase: 'calm', left: 0.5 });
    expect(dueState(0, 60 * MINUTE, 54 * MINUTE).phase).toBe('soon');
    expect(dueState(0, 20 * MINUTE, 15 * MINUTE).phase).toBe('soon');
    expect(dueState(0, 20 * MINUTE, 14 * MINUTE).phase).toBe('calm');
    expect(dueState(0, 20 * MINUTE, 20 * MINUTE + 1)).toEqual({ phase: 'late', left: 0 });
  });
  test('Beijing time whatever the computer says', () => {
    expect(clockText(Date.UTC(2026, 6, 17, 19, 14, 27))).toBe('03:14:27');
    expect(momentText(NOW, NOW)).toBe('03:14');
    expect(momentText(at(7, 17, 23, 20), NOW)).toBe('07-17 23:20');
  });
  test('spans', () => {
    expect([spanText(4 * MINUTE + 3000), spanText(105 * MINUTE), spanText(50 * 60 * MINUTE), spanText(-5)]).toEqual(['04:03', '1:45:00', '2d 02:00', '00:00']);
  });
});

describe('queue', () => {
  const due = (minutes: number) => ({ what: 'follow_up', since: NOW * 1000, at: (NOW + minutes * MINUTE) * 1000 });
  test('nearest clock first, none last', () => {
    const queue = [incident(1), incident(2, { next_due: due(50) }), incident(3, { next_due: due(-2) }), incident(4, { next_due: due(4) })];
    expect(queue.sort(byDue).map((each) => each.id)).toEqual([3, 4, 2, 1]);
  });
  test('nothing moves under the hand: rows keep their place, new ones are counted', () => {
    expect(heldOrder([1, 2, 3], [9, 3, 2, 1], true)).toEqual({ rows: [1, 2, 3], waiting: 1 });
    expect(heldOrder([1, 2, 3], [9, 3, 2, 1], false)).toEqual({ rows: [9, 3, 2, 1], waiting: 0 });
    expect(heldOrder([1, 2, 3], [3], true).rows).toEqual([1, 2, 3]);
  });
  test('newcomers', () => {
    expect(newcomers(null, [1, 2])).toEqual([]);
    expect(newcomers(new Set([1]), [1, 2])).toEqual([2]);
  });
});

describe('draft', () => {
  const types = [{ code: 'A10100', name: '水旱灾害', label: '水旱', initials: 'shzh' }, { code: 'A20600', name: '火灾事故', label: '火灾', initials: 'hzsg' }, { code: 'A10300', name: '地震灾害', label: '地震', initials: 'dzzh' }];
  const blank = emptyDraft('d', NOW, '群众电话');
  test('says what is missing in the order of the form', () => {
    expect(firstNeed(blank)).toBe('type');
    expect(firstNeed({ ...blank, type_code: 'A10100' })).toBe('occurred');
    expect(firstNeed({ ...blank, type_code: 'A10100', occurredText: '刚才' })).toBe('place');
    expect(firstNeed({ ...blank, type_code: 'A10100', occurredText: '刚才', place: { text: '滨江村' } })).toBe('narrative');
    expect(firstNeed({ ...blank, type_code: 'A10100', occurredText: '刚才', place: { text: '滨江村' }, narrative: '进水' })).toBeNull();
  });
  test('“十分钟前” counts from the beginning of the call', () => {
    expect(occurredAt({ ...blank, occurredText: '十分钟前' })).toBe(NOW - 10 * MINUTE);
  });
  test('title from place and first clause, place not said twice', () => {
    expect(derivedTitle({ ...blank, place: { text: '滨江村' }, narrative: '三户进水，仍在上涨' }, types)).toBe('滨江村三户进水');
    expect(derivedTitle({ ...blank, place: { text: '滨江村' }, narrative: '滨江村三户进水。' }, types)).toBe('滨江村三户进水');
    expect(derivedTitle({ ...blank, place: { text: '珠泉镇滨江村' }, narrative: '滨江村三户进水。' }, types)).toBe('珠泉镇滨江村三户进水');
    expect(derivedTitle({ ...blank, place: { text: '滨江村' }, type_code: 'A10100' }, types)).toBe('滨江村水旱灾害');
  });
  test('elements: a cause may follow', () => {
    const there = (draft: typeof blank) => elements(draft).filter((each) => each.there).map((each) => each.key);
    expect(there(blank)).toEqual([]);
    expect(there({ ...blank, narrative: '因上游泄洪，三户进水', type_code: 'A10100' })).toEqual(['nature', 'cause']);
  });
  test('facts carry microseconds, numbers and the person’s own severity only', () => {
    const facts = factsOf({ ...blank, type_code: 'A10100', occurredText: '02:50', place: { text: '滨江村' }, narrative: '进水', casualties: { ...blank.casualties, trapped: '2' } }, types);
    expect(facts).toMatchObject({ occurred_at: at(7, 18, 2, 50) * 1000, severity: null, casualties: { dead: 0, trapped: 2 }, title: '滨江村进水' });
  });
  test('a record fills the form', () => {
    const record = { id: 3, source: 'fire-119', unit: 'fire', source_number: '119-7', facts: incident(1).facts, received_at: 0, clock_skew_us: 0, fate: { type: 'pending' }, version: 1 } as FeedRecordView;
    expect(draftFromRecord('d', NOW, record, '02:50', '119')).toMatchObject({ record: 3, type_code: 'A10100', source: '119', occurredText: '02:50' });
  });
  test('a refusal finds its control', () => {
    expect(['facts.place.position.lat', 'facts.type_code', 'facts.casualties.dead', 'facts.caller.phone', 'facts.narrative', null].map(controlOf)).toEqual(['place', 'type', 'casualties', 'phone', 'narrative', 'form']);
  });
  test('types by initials, name and code', () => {
    expect(matchingTypes(types, 'hz').map((type) => type.code)).toEqual(['A20600', 'A10100']);
    expect(matchingTypes(types, 'zh').map((type) => type.code)).toEqual(['A10100', 'A10300']);
    expect(matchingTypes(types, '火')[0]!.code).toBe('A20600');
    expect(matchingTypes(types, 'a103')[0]!.code).toBe('A10300');
    expect(matchingTypes(types, '')).toHaveLength(3);
  });
});

test('the telephone log has first reports and logged calls in one order, the newest first', () => {
  const logged = incident(1, {
    facts: { caller: { name: '王桂英', phone: '199 0000 2041', source: '群众电话' }, narrative: '进水' },
    timeline: [{ seq: 1, at: NOW * 1000, actor: '李文静', kind: 'logged', text: '' }],
  });
  const silent = incident(2);
  const call = (id: number, minutes: number, about?: number): PhoneCallView => ({
    id, facts: { at: (NOW + minutes * MINUTE) * 1000, course: `第${id}通` }, recorder: '李文静', recorded_at: NOW * 1000, version: id, ...(about ? { incident: about } : {}),
  });
  const rows = rowsOf(new Map([[1, logged], [2, silent]]), [call(1, -1, 1), call(2, 1)]);
  expect(rows.map((row) => [row.facts.course, row.incident?.id, row.call?.id])).toEqual([['第2通', undefined, 2], ['进水', 1, undefined], ['第1通', 1, 1]]);
  expect(rows[1]).toMatchObject({ recorder: '李文静', facts: { party: { name: '王桂英', phone: '199 0000 2041' } } });
});

test('who called is typed in one line', () => {
  expect(partyOf('水利局 值班 刘涛', ' 0735-0003301 ')).toEqual({ unit: '水利局', post: '值班', name: '刘涛', phone: '0735-0003301' });
  expect(partyOf('王桂英', '')).toEqual({ unit: '', post: '', name: '王桂英', phone: '' });
});
