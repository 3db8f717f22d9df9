// Server time. Deadlines count by the node's clock, never by this computer's, which may be minutes off.

interface Sample { offset: number; roundTrip: number }
const KEPT = 8;

export class ServerClock {
  private samples: Sample[] = [];

  /** A pong: `sent` is our clock at sending, `received` at arrival, `server` the node's, all milliseconds. */
  pong(sent: number, received: number, server: number): void {
    const roundTrip = Math.max(0, received - sent);
    this.samples.push({ offset: server - (sent + roundTrip / 2), roundTrip });
    if (this.samples.length > KEPT) this.samples.shift();
  }

  /** A welcome: only its arrival is known, so it counts until the first pong. */
  welcome(received: number, server: number): void {
    this.samples = [{ offset: server - received, roundTrip: Number.MAX_SAFE_INTEGER }];
  }

  /** What the last page knew, until the node is heard. */
  restore(offset: number): void {
    this.samples = [{ offset, roundTrip: Number.MAX_SAFE_INTEGER }];
  }

  /** Milliseconds to add to this computer's clock: that of the quickest round trip among the last few. */
  get offset(): number {
    let best: Sample | undefined;
    for (const sample of this.samples) if (!best || sample.roundTrip < best.roundTrip) best = sample;
    return best?.offset ?? 0;
  }

  /** Milliseconds there and back, as last measured; null before the first pong. */
  get roundTrip(): number | null {
    const last = this.samples.at(-1)?.roundTrip;
    return last === undefined || last === Number.MAX_SAFE_INTEGER ? null : Math.round(last);
  }

  now(): number {
    return Date.now() + this.offset;
  }
}
