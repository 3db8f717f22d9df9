import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { backoff, OFFLINE_AFTER } from '../src/link/backoff';
import { ServerClock } from '../src/link/clock';
import { openDisk } from '../src/link/db';
import { LiveClient, type LiveEnvironment, type Socket } from '../src/link/live';
import { Outbox } from '../src/link/outbox';
import type { ClientMessage, Input, ServerMessage } from '../src/link/types';

const ME = { id: 7, account: 'duty', name: '值班员', unit: 'centre', unit_name: '指挥中心', role: 'duty_officer', must_change_password: false, jurisdiction: '431024', jurisdiction_name: '嘉禾县', mode: 'demo' } as const;
const NOTE: Input = { type: 'add_note', incident: 1, text: '水退了' };
const settled = () => new Promise((done) => setImmediate(done));

class Wire implements Socket {
  sent: ClientMessage[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close() {
    this.closed = true;
  }
  say(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  inputs() {
    return this.sent.filter((message) => message.type === 'input');
  }
}

class World {
  now = 1_000_000;
  wires: Wire[] = [];
  timers: { at: number; run: () => void }[] = [];
  ids = 0;
  known: 'known' | 'gone' | 'unreachable' = 'unreachable';
  environment: LiveEnvironment = {
    open: () => {
      const wire = new Wire();
      this.wires.push(wire);
      return wire;
    },
    now: () => this.now,
    random: () => 0.5,
    setTimer: (run, ms) => {
      const timer = { at: this.now + ms, run };
      this.timers.push(timer);
      return timer;
    },
    clearTimer: (timer) => {
      this.timers = this.timers.filter((each) => each !== timer);
    },
    newId: () => `id-${(this.ids += 1)}`,
    session: async () => this.known,
  };
  get wire(): Wire {
    return this.wires.at(-1)!;
  }
  pass(ms: number) {
    const end = this.now + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
  welcome(seq = 5, version = '1') {
    this.wire.onopen?.();
    this.wire.say({ type: 'welcome', me: ME, now: this.now * 1000, resume: { epoch: 1, seq, class: 'duty' }, version });
  }
}

let world: World;
let names = 0;
let name: string;
async function client(): Promise<LiveClient> {
  return new LiveClient(world.environment, await Outbox.open(await openDisk(name)));
}
beforeEach(() => {
  world = new World();
  name = `disk-${(names += 1)}`;
});

describe('connection', () => {
  test('says hello without a token first, and with one after a break', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.wire.say({ type: 'snapshot', seq: 5, entities: [] });
    expect(world.wires[0]!.sent[0]).toMatchObject({ type: 'hello' });
    expect(world.wires[0]!.sent[0]).not.toHaveProperty('resume');
    world.wire.say({ type: 'delta', seq: 8, upsert: [], remove: [] });
    world.wire.onclose?.();
    world.pass(1000);
    world.wire.onopen?.();
    expect(world.wire.sent[0]).toMatchObject({ type: 'hello', resume: { epoch: 1, seq: 8, class: 'duty' } });
  });

  test('reconnects with growing waits, says offline later, and tries now when asked', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.wire.onclose?.();
    expect(live.state.connection).toMatchObject({ state: 'reconnecting', attempt: 1 });
    const waits: number[] = [];
    for (let attempt = 1; attempt < OFFLINE_AFTER; attempt += 1) {
      const { connection } = live.state;
      if (connection.state !== 'reconnecting') throw new Error(connection.state);
      waits.push(connection.retryAt! - world.now);
      world.pass(waits.at(-1)!);
      world.wire.onclose?.();
    }
    expect(waits).toEqual([1000, 2000, 4000]);
    expect(live.state.connection).toMatchObject({ state: 'offline', since: 1_000_000 });
    const before = world.wires.length;
    live.tryNow();
    expect(world.wires.length).toBe(before + 1);
    world.welcome();
    expect(live.state.connection.state).toBe('live');
  });

  test('a silent connection is given up', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.pass(40_000);
    expect(live.state.connection.state).not.toBe('live');
    expect(world.wires[0]!.closed).toBe(true);
  });

  test('tells what was sent and received when back', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.wire.say({ type: 'snapshot', seq: 5, entities: [] });
    world.wire.onclose?.();
    void live.submit(NOTE);
    await vi.waitFor(() => expect(live.outbox.waiting(ME.id)).toHaveLength(1));
    world.pass(1000);
    world.welcome(9);
    world.wire.say({ type: 'delta', seq: 9, upsert: [{ kind: 'unit', view: { id: 'a', name: '甲', kind: 'other', disabled: false, version: 1 } }], remove: [] });
    expect(live.state.back).toMatchObject({ sent: 1, received: 1, from: 1_000_000 });
  });

  test('a session that is gone ends in the login page, not in endless attempts', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.known = 'gone';
    world.wire.onclose?.();
    await settled();
    expect(live.state.connection.state).toBe('idle');
    expect(live.state.copy.incident.size).toBe(0);
  });

  test('a new version of the node is noticed', async () => {
    const live = await client();
    live.start();
    world.welcome(5, '1');
    world.wire.onclose?.();
    world.pass(1000);
    world.welcome(5, '2');
    expect(live.state.newVersion).toBe(true);
  });
});

describe('outbox', () => {
  test('an input is on disk before it is sent, survives a reload, and goes out again under the same id', async () => {
    const live = await client();
    live.start();
    world.welcome();
    void live.submit(NOTE);
    await vi.waitFor(() => expect(world.wire.inputs()).toHaveLength(1));
    const [first] = world.wire.inputs();
    expect(first).toMatchObject({ input: NOTE });
    // The page is closed before an answer came.
    const again = await client();
    again.start();
    world.welcome();
    expect(world.wire.inputs()).toEqual([first]);
    world.wire.say({ type: 'accepted', id: first!.type === 'input' ? first!.id : '', seq: 6 });
    expect(again.outbox.waiting(ME.id)).toEqual([]);
    await vi.waitFor(async () => expect((await Outbox.open(await openDisk(name))).waiting(ME.id)).toEqual([]));
  });

  test('an answer counts once', async () => {
    const live = await client();
    live.start();
    world.welcome();
    const outcome = live.submit(NOTE);
    await vi.waitFor(() => expect(world.wire.inputs()).toHaveLength(1));
    world.wire.say({ type: 'accepted', id: 'id-1', seq: 6, made: { kind: 'incident', id: 3 } });
    world.wire.say({ type: 'accepted', id: 'id-1', seq: 6 });
    world.wire.say({ type: 'refused', id: 'id-1', refusal: { rule: 'X', message_zh: '', message_en: '' } });
    expect(await outcome).toEqual({ ok: true, seq: 6, made: { kind: 'incident', id: 3 } });
    expect(live.outbox.counts(ME.id)).toEqual({ waiting: 0, refused: [] });
  });

  test('inputs go out in the order they were made', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.wire.onclose?.();
    for (const text of ['一', '二', '三']) void live.submit({ type: 'add_note', incident: 1, text });
    await vi.waitFor(() => expect(live.outbox.waiting(ME.id)).toHaveLength(3));
    world.pass(1000);
    world.welcome();
    expect(world.wire.inputs().map((message) => message.type === 'input' && message.input.type === 'add_note' && message.input.text)).toEqual(['一', '二', '三']);
  });

  test('a refusal that nobody waits for any more is kept until seen', async () => {
    const live = await client();
    live.start();
    world.welcome();
    void live.submit(NOTE);
    await vi.waitFor(() => expect(world.wire.inputs()).toHaveLength(1));
    const again = await client();
    again.start();
    world.welcome();
    world.wire.say({ type: 'refused', id: 'id-1', refusal: { rule: 'INC-9', message_zh: '已归档', message_en: 'archived' } });
    await vi.waitFor(() => expect(again.outbox.counts(ME.id).refused).toHaveLength(1));
    expect(again.outbox.counts(ME.id).refused).toMatchObject([{ refused: { rule: 'INC-9' } }]);
    expect(again.outbox.waiting(ME.id)).toEqual([]);
    await again.outbox.putAway('id-1');
    expect(again.outbox.counts(ME.id).refused).toEqual([]);
  });

  test("another account's inputs stay where they are", async () => {
    const disk = await openDisk(name);
    await (await Outbox.open(disk)).add('foreign', 99, NOTE, 1);
    const live = await client();
    live.start();
    world.welcome();
    expect(world.wire.inputs()).toEqual([]);
    expect(live.outbox.waiting(99)).toHaveLength(1);
  });

  test('a step of a running conference is not kept: cut off, it is refused at once', async () => {
    const live = await client();
    live.start();
    world.welcome();
    world.wire.onclose?.();
    expect(await live.submit({ type: 'leave_conference', conference: 1 })).toMatchObject({ ok: false, refusal: { rule: 'LINK-1' } });
    expect(live.outbox.counts(ME.id).waiting).toBe(0);
  });

  test('a refusal reaches whoever waits, with rule and field', async () => {
    const live = await client();
    live.start();
    world.welcome();
    const outcome = live.submit(NOTE);
    await vi.waitFor(() => expect(world.wire.inputs()).toHaveLength(1));
    world.wire.say({ type: 'refused', id: 'id-1', refusal: { rule: 'BOUND', field: 'text', message_zh: '太长', message_en: 'too long', accepted: ['4000'] } });
    expect(await outcome).toMatchObject({ ok: false, refusal: { rule: 'BOUND', field: 'text' } });
  });
});

test('waits double to fifteen seconds and are spread by a fifth', () => {
  expect([1, 2, 3, 4, 5, 6, 40].map((attempt) => backoff(attempt, 0.5))).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(backoff(1, 0)).toBe(800);
  expect(backoff(1, 1)).toBe(1200);
});

test('the quickest round trip sets the clock', () => {
  const clock = new ServerClock();
  clock.welcome(1000, 5000);
  expect(clock.offset).toBe(4000);
  clock.pong(1000, 3000, 7000);
  expect(clock.offset).toBe(5000);
  clock.pong(5000, 5010, 9505);
  expect(clock.offset).toBe(4500);
  clock.pong(6000, 9000, 20_000);
  expect(clock.offset).toBe(4500);
});
