import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openDisk } from '../src/link/db';
import { LiveClient, type LiveEnvironment, type Socket } from '../src/link/live';
import { Outbox } from '../src/link/outbox';
import { MOST_VIEWS, OLDEST_MS, PictureDisk } from '../src/link/picture';
import { applyDelta, applySnapshot } from '../src/link/store';
import type { ClientMessage, EntityView, Input, ServerMessage } from '../src/link/types';
import { immutable, wayOf } from '../src/offline/ways';

const ME = { id: 7, account: 'duty', name: '值班员', unit: 'centre', unit_name: '指挥中心', role: 'duty_officer', must_change_password: false, jurisdiction: '431024', jurisdiction_name: '嘉禾县', mode: 'demo' } as const;
const MOMENT = { me: ME, resume: { epoch: 1, seq: 5, class: 'county' }, version: '1', offset: 250, heard: 1_000 };
const unit = (id: string, name: string): EntityView => ({ kind: 'unit', view: { id, name, kind: 'other', disabled: false, version: 1 } });

let names = 0;
let name: string;
beforeEach(() => {
  name = `picture-${(names += 1)}`;
});

describe('the picture kept on this computer', () => {
  test('is what the copy was at its position, after snapshot and deltas', async () => {
    const first = await PictureDisk.open(name);
    let copy = applySnapshot(5, [unit('a', '甲'), unit('b', '乙')]);
    first.lead(null, copy);
    first.replace(MOMENT, copy);
    copy = applyDelta(copy, 8, [unit('c', '丙'), unit('a', '甲甲')], [{ kind: 'unit', id: 'b' }]);
    first.change({ ...MOMENT, resume: { ...MOMENT.resume, seq: 8 }, heard: 2_000 }, [unit('c', '丙'), unit('a', '甲甲')], [{ kind: 'unit', id: 'b' }]);
    await first.settled();
    const kept = await (await PictureDisk.open(name)).load(3_000);
    expect(kept?.copy).toEqual(copy);
    expect(kept?.moment).toMatchObject({ heard: 2_000, resume: { seq: 8 } });
  });

  test('is written by one page only', async () => {
    const second = await PictureDisk.open(name);
    second.replace(MOMENT, applySnapshot(5, [unit('a', '甲')]));
    await second.settled();
    expect(await second.load(2_000)).toBeNull();
  });

  test('is opened to nobody when it is older than a session lasts, and forgotten', async () => {
    const kept = await PictureDisk.open(name);
    kept.lead(MOMENT, applySnapshot(5, [unit('a', '甲')]));
    await kept.settled();
    expect(await kept.load(MOMENT.heard + OLDEST_MS)).not.toBeNull();
    expect(await kept.load(MOMENT.heard + OLDEST_MS + 1)).toBeNull();
    expect(await kept.load(MOMENT.heard)).toBeNull();
  });

  test('is not kept in part: past the bound there is none', async () => {
    const kept = await PictureDisk.open(name);
    kept.lead(MOMENT, applySnapshot(5, [unit('a', '甲')]));
    await kept.settled();
    kept.replace(MOMENT, applySnapshot(6, Array.from({ length: MOST_VIEWS + 1 }, (_, index) => unit(`u${index}`, '单位'))));
    kept.change(MOMENT, [unit('b', '乙')], []);
    await kept.settled();
    expect(await kept.load(2_000)).toBeNull();
  });
});

class Wire implements Socket {
  sent: ClientMessage[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close() {}
  say(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

describe('a page loaded while cut off', () => {
  let now = 100_000;
  let wires: Wire[];
  let ids = 0;
  const environment: LiveEnvironment = {
    open: () => {
      const wire = new Wire();
      wires.push(wire);
      return wire;
    },
    now: () => now, random: () => 0.5, setTimer: () => 0, clearTimer: () => undefined, newId: () => `id-${(ids += 1)}`, session: async () => 'unreachable',
  };
  const NOTE: Input = { type: 'add_note', incident: 1, text: '水退了' };
  const open = async () => new LiveClient(environment, await Outbox.open(await openDisk(name)), await PictureDisk.open(`${name}-picture`));
  const welcome = (seq: number) => {
    wires.at(-1)!.onopen?.();
    wires.at(-1)!.say({ type: 'welcome', me: ME, now: now * 1000, resume: { epoch: 1, seq, class: 'county' }, version: '1' });
  };
  beforeEach(() => {
    wires = [];
    [now, ids] = [100_000, 0];
  });

  test('shows what was, says since when, and goes on from there', async () => {
    const live = await open();
    live.restore({ moment: { ...MOMENT, heard: 90_000 }, copy: applySnapshot(5, [unit('a', '甲')]) });
    expect(live.state.connection).toMatchObject({ state: 'offline', since: 90_000 });
    expect(live.state.copy.unit.get('a')?.name).toBe('甲');
    expect(live.clock.offset).toBe(250);
    await live.leave(NOTE);
    expect(live.outbox.waiting(ME.id)).toMatchObject([{ id: 'id-1', input: NOTE }]);
    wires[0]!.onopen?.();
    expect(wires[0]!.sent[0]).toMatchObject({ type: 'hello', resume: { epoch: 1, seq: 5, class: 'county' } });
    welcome(9);
    wires[0]!.say({ type: 'delta', seq: 9, upsert: [unit('b', '乙')], remove: [] });
    expect(live.state.back).toMatchObject({ from: 90_000, to: 100_000, sent: 1, received: 1, delivered: [{ id: 'id-1', outcome: 'waiting' }] });
    wires[0]!.say({ type: 'refused', id: 'id-1', refusal: { rule: 'INC-5', message_zh: '已归档', message_en: 'archived' } });
    await vi.waitFor(() => expect(live.state.back?.delivered).toMatchObject([{ outcome: 'refused', rule: 'INC-5' }]));
    expect(live.outbox.counts(ME.id).refused).toHaveLength(1);
  });

  test('a page that comes to lead while cut off does not move the moment at which the picture stopped', async () => {
    const live = await open();
    live.restore({ moment: { ...MOMENT, heard: 90_000 }, copy: applySnapshot(5, [unit('a', '甲')]) });
    live.lead();
    await vi.waitFor(async () => expect((await (await PictureDisk.open(`${name}-picture`)).load(now))?.moment.heard).toBe(90_000));
  });

  test('logging out forgets the picture', async () => {
    const live = await open();
    live.start();
    live.lead();
    welcome(5);
    wires[0]!.say({ type: 'snapshot', seq: 5, entities: [unit('a', '甲')] });
    const disk = await PictureDisk.open(`${name}-picture`);
    await vi.waitFor(async () => expect(await disk.load(now)).not.toBeNull());
    live.stop();
    await vi.waitFor(async () => expect(await disk.load(now)).toBeNull());
  });
});

describe('the service worker keeps', () => {
  const ORIGIN = 'https://node:8443';
  const way = (path: string, more: Partial<{ method: string; mode: string; cache: string; origin: string }> = {}) =>
    wayOf({ method: more.method ?? 'GET', url: `${more.origin ?? ORIGIN}${path}`, mode: more.mode ?? 'cors', cache: more.cache ?? 'default' }, ORIGIN, ['/browser-floor.js', '/fengsui.svg']);

  test('the client and the map, and no answer of the node', () => {
    expect(way('/duty?x', { mode: 'navigate' })).toBe('page');
    expect(way('/browser-floor.js')).toBe('page');
    expect(way('/assets/index-DD8Svczm.js')).toBe('part');
    expect(way('/api/map/jiahe/roads/10/3/4')).toBe('map');
    for (const path of ['/api/me', '/api/live', '/api/inputs', '/api/places?q=a', '/api/mapped', '/api/incidents/1/attachments/2', '/sw.js', '/unknown.txt']) expect(way(path), path).toBe('node');
    expect(way('/trust', { mode: 'navigate' })).toBe('node');
    expect(way('/api/recordings/1', { mode: 'navigate' })).toBe('node');
    expect(way('/assets/a.js', { origin: 'https://elsewhere' })).toBe('node');
    expect(way('/api/map/style.json', { method: 'POST' })).toBe('node');
    expect(way('/assets/a.js', { cache: 'reload' }), 'the lobby measures the line').toBe('node');
  });

  test('what never changes is told by its header', () => {
    const headed = (value: string | null) => immutable({ headers: { get: () => value } });
    expect([headed('private, max-age=31536000, immutable'), headed('private, no-cache'), headed(null)]).toEqual([true, false, false]);
  });
});
