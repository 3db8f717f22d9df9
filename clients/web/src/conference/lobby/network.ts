// 到县中心: the way to the node, measured before joining over the page's own channel (HTTPS). Media go another way, which
// `trial.ts` tries; the screen keeps the two apart.
import { api } from '../../link';

export interface Network { rttMs: number; spreadMs: number; downKbps: number | null }
export type Verdict = 'good' | 'fair' | 'poor' | 'unreachable';

const TRIES = 8;
/** Enough to fill a narrow line for a moment, little enough not to hurt it. */
const MOST_BYTES = 700_000;
const PATIENCE_MS = 8_000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Round trips and what they spread over: the slowest is a hiccup, the second slowest a habit. */
export function summarise(roundTrips: readonly number[]): { rttMs: number; spreadMs: number } {
  const sorted = [...roundTrips].sort((a, b) => a - b);
  const habit = sorted.length > 2 ? sorted[sorted.length - 2]! : sorted.at(-1) ?? 0;
  return { rttMs: Math.round(median(sorted)), spreadMs: Math.round(habit - (sorted[0] ?? 0)) };
}

/** What a meeting needs: a voice about 40 kbit/s, a 360p picture 500, with the others' small pictures a megabit. */
export function verdict(network: Network | null): Verdict {
  if (!network) return 'unreachable';
  const down = network.downKbps ?? Number.POSITIVE_INFINITY;
  if (down < 300 || network.rttMs > 400 || network.spreadMs > 500) return 'poor';
  if (down < 1_200 || network.rttMs > 150 || network.spreadMs > 150) return 'fair';
  return 'good';
}

export async function measure(signal: AbortSignal): Promise<Network | null> {
  const roundTrips: number[] = [];
  try {
    for (let index = 0; index <= TRIES; index += 1) {
      const began = performance.now();
      await within(api.get('/api/health'), signal);
      // The first opens the connection and is not the line's fault.
      if (index > 0) roundTrips.push(performance.now() - began);
    }
  } catch {
    if (roundTrips.length === 0) return null;
  }
  return { ...summarise(roundTrips), downKbps: await download(signal).catch(() => null) };
}

function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<T>((_, fail) => {
      signal.addEventListener('abort', () => fail(new Error('given up')), { once: true });
      setTimeout(() => fail(new Error('too slow')), PATIENCE_MS);
    }),
  ]);
}

/** Fetches one of the page's own files again, by what really crossed the wire. */
async function download(signal: AbortSignal): Promise<number | null> {
  const files = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter((entry) => new URL(entry.name).pathname.startsWith('/assets/'));
  const sized = files.filter((entry) => entry.encodedBodySize > 20_000 && entry.encodedBodySize <= MOST_BYTES).sort((a, b) => b.encodedBodySize - a.encodedBodySize);
  const file = sized[0];
  if (!file) return null;
  const began = performance.now();
  const answer = await within(fetch(file.name, { cache: 'reload', signal }), signal);
  await answer.arrayBuffer();
  const seconds = (performance.now() - began) / 1000;
  return seconds > 0 ? Math.round((file.encodedBodySize * 8) / 1000 / seconds) : null;
}
