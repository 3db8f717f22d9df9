import { expect, test } from 'vitest';
import { read, slotReports } from './counts';

const stats = (entries: object[]) => new Map(entries.map((entry, index) => [String(index), entry])) as unknown as RTCStatsReport;
const inbound = (change: object) => ({ type: 'inbound-rtp', trackIdentifier: 'a', bytesReceived: 0, packetsLost: 0, packetsReceived: 0, jitter: 0.004, frameHeight: 360, ...change });

test('what a slot received is counted between two looks', () => {
  const slotOf = (track: string) => (track === 'a' ? ('main' as const) : null);
  const before = read(0, stats([inbound({ bytesReceived: 1_000, packetsReceived: 10 })]), undefined, slotOf);
  const now = read(2_000, stats([inbound({ bytesReceived: 251_000, packetsReceived: 106, packetsLost: 4, retransmittedPacketsReceived: 4 })]), undefined, slotOf);
  expect(slotReports(before, now).get('main')).toEqual({ kbps: 1_000, lossPercent: 4, jitterMs: 4, height: 360, repaired: true, frozen: false });
});

test('a new connection counts from nothing: the interval across it is left out', () => {
  const slotOf = () => 'main' as const;
  const before = read(0, stats([inbound({ packetsReceived: 500 })]), undefined, slotOf);
  const now = read(2_000, stats([inbound({ packetsReceived: 20 })]), undefined, slotOf);
  expect(slotReports(before, now).size).toBe(0);
});
