import { expect, test } from 'vitest';
import type { ConferenceView, ControlView, ScreenView } from '../../link/types';
import { everyoneSees, iSee, onAir } from './everyone';

const conference = { id: 1, chair_site: 1, sites: [{ id: 1, name: '指挥中心' }, { id: 2, name: '水利局' }] } as unknown as ConferenceView;
const control = (operation: object | null, more: object = {}) => ({ id: 1, mosaics: [], pins: [], floor_queue: [], ...more, running: operation && { operation, started_at: 0 } }) as unknown as ControlView;
const screen = (label: object, more: object = {}) => ({ site: 2, layout: { type: 'single' }, main: 1, label, ...more }) as unknown as ScreenView;
const t = (key: string, values?: Record<string, unknown>) => `${key} ${JSON.stringify(values ?? {})}`;

test('an operation puts one site on all screens, or none', () => {
  expect(onAir(control({ type: 'roll_call', site: 2 }))).toBe(2);
  expect(onAir(control({ type: 'broadcast', source: { type: 'site', site: 2 } }))).toBe(2);
  expect(onAir(control({ type: 'broadcast', source: { type: 'mosaic', mosaic: 7 } }))).toBe(null);
  expect(onAir(control({ type: 'voice_switch', settings: {} }))).toBe(null);
  expect(onAir(control({ type: 'free_discussion' }))).toBe(null);
  expect(onAir(control(null))).toBe(null);
});

test('the console says whom everyone sees; without an operation, what is by itself', () => {
  expect(everyoneSees(conference, control({ type: 'roll_call', site: 2 }), t)).toContain('水利局');
  expect(everyoneSees(conference, control({ type: 'dialogue', site: 2 }), t)).toContain('指挥中心');
  expect(everyoneSees(conference, control(null, { mosaics: [{ id: 7, name: '六部门', applied: { type: 'branches' } }] }), t)).toContain('六部门');
  expect(everyoneSees(conference, control(null), t)).toContain('room.seesChairSite');
});

test('a branch is told why it sees this, and when it is about itself', () => {
  expect(iSee(conference, control(null), screen({ level: 'pin' }), t)).toContain('control.see.pin');
  expect(iSee(conference, control(null), screen({ level: 'roll_call', operation: 'roll_call', subject: 2 }), t)).toContain('control.see.me.roll_call');
  expect(iSee(conference, control(null), screen({ level: 'roll_call', operation: 'roll_call', subject: 1 }), t)).toContain('指挥中心');
  expect(iSee(conference, control(null), screen({ level: 'default' }), t)).toContain('control.see.chairSite');
});
