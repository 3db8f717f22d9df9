// What of a page's camera nobody takes is left out; the node says what, and says so again when it is missed.
import type { Inside } from './codec';

/** What the node says of a stream. */
export interface Unused {
  /** Streams to leave out. */
  rids: readonly string[];
  /** Of one stream with sizes inside: how many to send; none: all. */
  sizes?: number | null;
}

const NOTHING: Unused = { rids: [] };

/** One sender's layers. Of several wishes the newest counts; a browser that cannot goes on sending, and the node sees that. */
export class Layers {
  private wanted = NOTHING;
  private applying = false;

  /** `inside`: what one stream is sent as with one size inside, with two …, all of them at first. */
  constructor(private readonly sender: Pick<RTCRtpSender, 'getParameters' | 'setParameters'>, private readonly inside: readonly Inside[] = []) {}

  leaveOut(unused: Unused): void {
    this.wanted = unused;
    if (!this.applying) void this.apply();
  }

  sendAll(): void {
    this.leaveOut(NOTHING);
  }

  private async apply(): Promise<void> {
    this.applying = true;
    try {
      for (let applied: Unused | null = null; applied !== this.wanted;) {
        const wanted: Unused = this.wanted;
        const parameters = this.sender.getParameters();
        const changed = parameters.encodings.map((encoding) => this.change(encoding as Inside, wanted));
        if (changed.includes(true)) await this.sender.setParameters(parameters);
        applied = wanted;
      }
    } catch {
      // A connection that was closed meanwhile, or a browser that takes no such change.
    } finally {
      this.applying = false;
    }
  }

  /** Whether the encoding is another one then. */
  private change(encoding: Inside, { rids, sizes }: Unused): boolean {
    const before = { ...encoding };
    encoding.active = encoding.rid === undefined || !rids.includes(encoding.rid);
    // No switch turns off one size alone. Another scalability mode goes on under the same SSRC, with a keyframe; a lower bit rate
    // alone would have the browser fill the line with padding up to what the larger sizes take.
    Object.assign(encoding, this.inside.at(Math.min(sizes ?? Infinity, this.inside.length) - 1));
    return encoding.active !== before.active || encoding.scalabilityMode !== before.scalabilityMode;
  }
}
