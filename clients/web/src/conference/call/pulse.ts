// Whether a connection still hears its node. Pure: counts and times come in, and it tells when a silence is out of the ordinary.
//
// The node lets hardly 200 ms pass without a packet to a session (decision 0015): silence is a line that is dead, or one that loses
// much. Which of them, the line itself has told before.

/** Between two looks. All times in ms. */
export const LOOK = 100;
/** No shorter silence is judged: a sign of life may be lost. */
const SHORTEST = 400;
/** A longer one is nowhere usual. */
const LONGEST = 2_000;
/** So many times longer than what the line was silent for by itself. */
const UNUSUAL = 2;
const REMEMBERED = 60_000;
/** From one alarm to the next; twice as long for each that was false of those remembered. */
const PAUSE = 1_000;

/** Bytes by candidate pair, as the browser counts them (checks are none of them), and when it did. */
export interface Heard { at: number; bytes: ReadonlyMap<string, number> }

export class Pulse {
  /** What no look contradicts: a page that is seldom let look has not been silent for as long as it did not look. */
  silence = 0;
  private before: Heard | null = null;
  /** The pair that the last packet came by. */
  private pair: string | null = null;
  private usual: { at: number; silence: number }[] = [];
  private mistaken: number[] = [];
  private lastAlarm = -Infinity;
  /** Of this silence. */
  private told = false;

  /** Another look; says whether anything came since the one before. */
  look(now: Heard): boolean {
    const { before } = this;
    this.before = now;
    const came = [...now.bytes].filter(([pair, bytes]) => bytes > (before?.bytes.get(pair) ?? 0)).map(([pair]) => pair);
    if (came.length === 0) {
      if (before) this.silence += Math.min(now.at - before.at, 2 * LOOK);
      return false;
    }
    // By another pair: the one before did not speak up by itself.
    const same = this.pair !== null && came.includes(this.pair);
    if (same && this.silence > SHORTEST / UNUSUAL) this.usual.push({ at: now.at, silence: this.silence });
    if (same && this.told) this.mistaken.push(now.at);
    if (!same) this.pair = came[0]!;
    this.silence = 0;
    this.told = false;
    return true;
  }

  /** Whether the silence is such that another path should be looked for; tells of it once. */
  alarm(): boolean {
    const now = this.before?.at ?? 0;
    if (this.told || this.pair === null || this.silence < this.limit(now)) return false;
    this.mistaken = this.mistaken.filter((at) => now - at < REMEMBERED);
    if (now - this.lastAlarm < PAUSE * 2 ** this.mistaken.length) return false;
    this.lastAlarm = now;
    this.told = true;
    return true;
  }

  private limit(now: number): number {
    this.usual = this.usual.filter(({ at }) => now - at < REMEMBERED);
    return Math.min(LONGEST, Math.max(SHORTEST, UNUSUAL * Math.max(0, ...this.usual.map(({ silence }) => silence))));
  }
}

/** Reads `getStats`; `null`: the browser does not count. */
export function heard(stats: Pick<RTCStatsReport, 'forEach'>): Heard | null {
  const bytes = new Map<string, number>();
  let at = 0;
  stats.forEach((entry: RTCStats & { bytesReceived?: number }) => {
    if (entry.type !== 'candidate-pair' || entry.bytesReceived === undefined) return;
    bytes.set(entry.id, entry.bytesReceived);
    at = Math.max(at, entry.timestamp);
  });
  return bytes.size > 0 ? { at, bytes } : null;
}
