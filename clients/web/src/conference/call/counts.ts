// The browser's counts of a connection, and what happened between two of them. Counts begin anew with every connection.
import type { SlotKey } from './slots';

/** Counted since the connection began. */
export interface Count { bytes: number; lost: number; received: number; repaired: number; frozen: number }
/** What one slot received in the last interval. */
export interface SlotReport { kbps: number; lossPercent: number; jitterMs: number; height: number | null; repaired: boolean; frozen: boolean }

export interface Counted { at: number; bySlot: Map<SlotKey, { count: Count; jitterMs: number; height: number | null }>; total: Count; upBytes: number; rttMs: number | null }

const NONE: Count = { bytes: 0, lost: 0, received: 0, repaired: 0, frozen: 0 };

/** Reads `getStats`; `slotOf` tells which slot a received track belongs to (null: a voice). */
export function read(at: number, received: RTCStatsReport | undefined, sent: RTCStatsReport | undefined, slotOf: (track: string) => SlotKey | null): Counted {
  const counted: Counted = { at, bySlot: new Map(), total: { ...NONE }, upBytes: 0, rttMs: null };
  received?.forEach((entry) => {
    if (entry.type === 'candidate-pair' && entry.nominated && entry.currentRoundTripTime !== undefined) counted.rttMs = Math.round(entry.currentRoundTripTime * 1000);
    if (entry.type !== 'inbound-rtp') return;
    const count: Count = {
      bytes: entry.bytesReceived ?? 0, lost: Math.max(0, entry.packetsLost ?? 0), received: entry.packetsReceived ?? 0,
      repaired: entry.retransmittedPacketsReceived ?? 0, frozen: entry.freezeCount ?? 0,
    };
    for (const key of Object.keys(NONE) as (keyof Count)[]) counted.total[key] += count[key];
    const slot = slotOf(entry.trackIdentifier ?? '');
    if (slot) counted.bySlot.set(slot, { count, jitterMs: Math.round((entry.jitter ?? 0) * 1000), height: entry.frameHeight ?? null });
  });
  sent?.forEach((entry) => {
    if (entry.type === 'outbound-rtp') counted.upBytes += entry.bytesSent ?? 0;
  });
  return counted;
}

export function lossBetween(before: Count, now: Count): number {
  const lost = now.lost - before.lost;
  const expected = now.received - before.received + lost;
  return expected > 0 ? Math.max(0, (100 * lost) / expected) : 0;
}

export function kbpsBetween(before: number, now: number, seconds: number): number {
  return Math.max(0, Math.round(((now - before) * 8) / 1000 / seconds));
}

/** One report per slot that received something in between. */
export function slotReports(before: Counted, now: Counted): Map<SlotKey, SlotReport> {
  const seconds = (now.at - before.at) / 1000;
  const reports = new Map<SlotKey, SlotReport>();
  for (const [slot, { count, jitterMs, height }] of now.bySlot) {
    const old = before.bySlot.get(slot)?.count ?? NONE;
    if (seconds <= 0 || count.received < old.received) continue;
    reports.set(slot, {
      kbps: kbpsBetween(old.bytes, count.bytes, seconds), lossPercent: lossBetween(old, count), jitterMs, height,
      repaired: count.repaired > old.repaired, frozen: count.frozen > old.frozen,
    });
  }
  return reports;
}
