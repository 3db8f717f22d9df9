import { expect, test } from 'vitest';
import { heard, LOOK, Pulse } from './pulse';

/** A line whose packets come by `pair` at given times, looked at as often as a page does, or each `every` ms. */
class Line {
  readonly alarms: number[] = [];
  private readonly pulse = new Pulse();
  private readonly bytes = new Map<string, number>();
  private at = 0;

  arrives(pair: string, until: number, packets: (at: number) => boolean, every = LOOK): this {
    for (; this.at < until; this.at += 1) {
      if (packets(this.at)) this.bytes.set(pair, (this.bytes.get(pair) ?? 0) + 50);
      if (this.at % every !== 0) continue;
      this.pulse.look({ at: this.at, bytes: new Map(this.bytes) });
      if (this.pulse.alarm()) this.alarms.push(this.at);
    }
    return this;
  }
}

const each = (ms: number) => (at: number) => at % ms === 0;
const nothing = () => false;

/** As `fengsui-link` loses: Gilbert and Elliott's, packets in bursts of so many on average. */
function lossy(every: number, loss: number, burst: number, seed: number): (at: number) => boolean {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let bad = false;
  return (at) => {
    if (at % every !== 0) return false;
    bad = bad ? random() >= 1 / burst : random() < loss / (1 - loss) / burst;
    return burst > 1 ? !bad : random() >= loss;
  };
}

test('a line that goes dark is told of once, soon, also where only signs of life come', () => {
  for (const packets of [each(20), each(200)]) {
    const line = new Line().arrives('a', 10_000, packets).arrives('a', 40_000, nothing);
    expect(line.alarms).toHaveLength(1);
    expect(line.alarms[0]! - 10_000).toBeGreaterThanOrEqual(200);
    expect(line.alarms[0]! - 10_000).toBeLessThanOrEqual(400 + 2 * LOOK);
  }
});

test('a line that was only quiet is judged by that: the same again is nothing out of the ordinary', () => {
  const line = new Line();
  for (const from of [0, 10_000, 20_000, 30_000]) line.arrives('a', from + 9_300, each(20)).arrives('a', from + 10_000, nothing);
  expect(line.alarms).toHaveLength(1);
});

test('what another path ended was no quiet of the line: the next one that goes dark is told of as soon', () => {
  const line = new Line().arrives('a', 10_000, each(20)).arrives('a', 10_700, nothing).arrives('b', 20_000, each(20)).arrives('b', 30_000, nothing);
  expect(line.alarms).toHaveLength(2);
  expect(line.alarms[1]! - 20_000).toBeLessThanOrEqual(400 + 2 * LOOK);
});

test('a page that is seldom let look takes that for no silence', () => {
  // Once a second, in a tab that nobody sees; packets come all the time, then not while nobody looks.
  const line = new Line().arrives('a', 60_000, each(200), 1_000);
  expect(line.alarms).toEqual([]);
  const asleep = new Line().arrives('a', 10_000, each(20)).arrives('a', 3_600_000, nothing, 3_600_000).arrives('a', 3_700_000, each(20));
  expect(asleep.alarms).toEqual([]);
});

test('lines that lose a third of all packets are not taken for dead again and again', () => {
  // Bursts of ten signs of life are silences of two seconds and more.
  const cases: [name: string, every: number, burst: number, mostAMinute: number][] = [
    ['signs of life only', 200, 1, 0.5], ['a voice', 20, 1, 0.01], ['a voice, in bursts of ten', 20, 10, 0.5], ['signs of life only, in bursts of ten', 200, 10, 5],
  ];
  for (const [name, every, burst, most] of cases) {
    let alarms = 0;
    for (let seed = 1; seed <= 10; seed += 1) alarms += new Line().arrives('a', 600_000, lossy(every, 0.3, burst, seed)).alarms.length;
    expect(alarms / 100, name).toBeLessThan(most);
  }
});

test('a line that breaks is told of each time that another took its place, and seldomer each time that it came back by itself', () => {
  const moved = new Line();
  for (let at = 0; at < 60_000; at += 3_000) moved.arrives(`pair ${at}`, at + 1_500, each(20)).arrives('', at + 3_000, nothing);
  expect(moved.alarms).toHaveLength(20);
  const stayed = new Line();
  for (let at = 0; at < 60_000; at += 3_000) stayed.arrives('a', at + 500, each(20)).arrives('', at + 3_000, nothing);
  expect(stayed.alarms.length).toBeGreaterThan(2);
  expect(stayed.alarms.length).toBeLessThanOrEqual(6);
});

test('checks are no media, and a browser that does not count is not listened to', () => {
  const stats = (entries: object[]) => new Map(entries.map((entry, at) => [String(at), entry])) as unknown as RTCStatsReport;
  expect(heard(stats([{ type: 'candidate-pair', id: 'a', timestamp: 5, bytesReceived: 7, responsesReceived: 9 }, { type: 'transport', timestamp: 6 }]))).toEqual({ at: 5, bytes: new Map([['a', 7]]) });
  expect(heard(stats([{ type: 'candidate-pair', id: 'a', timestamp: 5 }]))).toBeNull();
});
