// Receive slots: negotiated once; the node says which source feeds which, and from which frame on.
import type { SlotChange } from '../../link/types';

export type SlotKey = 'main' | 'presentation' | `cell-${number}`;
export interface Shown {
  source: number | null;
  stream: SlotChange['stream'] | null;
  generation: number;
  /** The path is too narrow for this picture. */
  paused: boolean;
}

/** Video lines of the offer, in the node's order. */
export function slotKeys(cells: number): SlotKey[] {
  return ['main', 'presentation', ...Array.from({ length: cells }, (_, index): SlotKey => `cell-${index}`)];
}

export function keyOf(slot: SlotChange['slot']): SlotKey | null {
  switch (slot.type) {
    case 'main': return 'main';
    case 'presentation': return 'presentation';
    case 'cell': return `cell-${slot.index}`;
    case 'voice': return null;
  }
}

/** Heights that are asked for: a slot that grows by a few pixels asks for nothing new. */
const HEIGHTS = [180, 360, 540, 720, 1080] as const;
/** A picture may be drawn so much larger than it is before a larger one is asked for. */
const STRETCH = 1.25;

/** `1280x720,…` for WHEP: how large each slot is drawn, in device pixels of height; where that is not known, as its place is. */
export function slotSizes(cells: number, small: boolean, drawn: ReadonlyMap<SlotKey, number> = new Map()): string {
  const large = small ? 360 : 720;
  const most = small ? 360 : 1080;
  const size = (key: SlotKey) => {
    const wanted = drawn.get(key) ?? (key.startsWith('cell-') ? 180 : large);
    const height = Math.min(most, HEIGHTS.find((each) => each * STRETCH >= wanted) ?? most);
    return `${Math.round((height * 16) / 9)}x${height}`;
  };
  return slotKeys(cells).map(size).join(',');
}

/** Whether RTP timestamp `a` is at or after `b` (RFC 3550: they wrap). */
export function reached(a: number, b: number): boolean {
  return ((a - b) >>> 0) < 0x8000_0000;
}

/**
 * What a slot shows by name. A change waits for its frame; without frames, or where the browser does not tell
 * timestamps, the newest change holds. A frame may overtake the word of its change: then the name is put right at once.
 */
export class SlotNames {
  shown: Shown = { source: null, stream: null, generation: 0, paused: false };
  private waiting: SlotChange[] = [];
  /** RTP timestamp of the frame on screen. */
  private onScreen: number | null = null;

  /** Another connection: its timestamps are others. */
  begin(): void {
    this.waiting = [];
    this.onScreen = null;
  }

  /** A change the node announced; true when it holds at once. `fulfilled`: its frame is on screen, to be acknowledged. */
  announce(change: SlotChange, tellsFrames: boolean): { holds: boolean; fulfilled: SlotChange | null } {
    if (change.source == null || change.rtp_timestamp == null || !tellsFrames) {
      this.waiting = [];
      this.take(change);
      return { holds: true, fulfilled: null };
    }
    this.waiting.push(change);
    if (this.waiting.length > 32) this.waiting.shift();
    const fulfilled = this.onScreen === null ? null : this.reach(this.onScreen);
    return { holds: fulfilled === change, fulfilled };
  }

  /** A frame is on screen; returns the change it fulfils, to be acknowledged. */
  frame(rtpTimestamp: number): SlotChange | null {
    this.onScreen = rtpTimestamp;
    return this.reach(rtpTimestamp);
  }

  private reach(rtpTimestamp: number): SlotChange | null {
    let fulfilled: SlotChange | null = null;
    while (this.waiting.length > 0 && reached(rtpTimestamp, this.waiting[0]!.rtp_timestamp!)) {
      fulfilled = this.waiting.shift()!;
      this.take(fulfilled);
    }
    return fulfilled;
  }

  private take(change: SlotChange): void {
    this.shown = { source: change.source ?? null, stream: change.stream ?? null, generation: change.generation, paused: change.paused ?? false };
  }
}
