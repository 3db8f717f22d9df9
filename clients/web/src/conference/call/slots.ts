// Receive slots: negotiated once; the node says which source feeds which, and from which frame on.
import type { SlotChange } from '../../link/types';

export type SlotKey = 'main' | 'presentation' | `cell-${number}`;
export interface Shown {
  source: number | null;
  stream: SlotChange['stream'] | null;
  generation: number;
  /** The path is too narrow for this picture. */
  paused: boolean;
  /** Paused because a line that other sites share has no room. */
  sharedLine: boolean;
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

/**
 * `1280x720,…` for WHEP: how large each slot is drawn, in device pixels of height. Before anything is drawn each is asked for as its
 * place is; then one that is not drawn asks for the smallest, which is there when it is drawn, and keeps no larger one from resting.
 */
export function slotSizes(cells: number, small: boolean, drawn: ReadonlyMap<SlotKey, number> = new Map()): string {
  const large = small ? 360 : 720;
  const most = small ? 360 : 1080;
  const size = (key: SlotKey) => {
    const wanted = drawn.get(key) ?? (key.startsWith('cell-') || drawn.size > 0 ? HEIGHTS[0] : large);
    const height = Math.min(most, HEIGHTS.find((each) => each * STRETCH >= wanted) ?? most);
    return `${Math.round((height * 16) / 9)}x${height}`;
  };
  return slotKeys(cells).map(size).join(',');
}

/** Whether RTP timestamp `a` is at or after `b` (RFC 3550: they wrap). */
export function reached(a: number, b: number): boolean {
  return ((a - b) >>> 0) < 0x8000_0000;
}

/** Whose picture a frame is, as its packets bear it (contributing source, RFC 3550 §5.1): site, and the highest bit for a presentation. */
export interface Mark { source: number; stream: 'camera' | 'presentation' }

/** The mark of the frame on screen: of the sources that a receiver heard of, the one that had reached the frame and no further than need be. */
export function markOf(sources: readonly { source: number; rtpTimestamp: number }[], rtpTimestamp: number): Mark | null {
  let best: { source: number; rtpTimestamp: number } | null = null;
  for (const each of sources) {
    if (reached(each.rtpTimestamp, rtpTimestamp) && (!best || reached(best.rtpTimestamp, each.rtpTimestamp))) best = each;
  }
  return best && { source: best.source & 0x7fff_ffff, stream: best.source >>> 31 === 1 ? 'presentation' : 'camera' };
}

/**
 * What a slot shows by name. The frame itself says whose it is; the word of a change, which comes by another way, says
 * which change was fulfilled. Where the browser tells no marks, a change waits for its frame by timestamp, and a frame
 * that overtook the word is put right when it comes. Without frames the newest change holds.
 */
export class SlotNames {
  shown: Shown = { source: null, stream: null, generation: 0, paused: false, sharedLine: false };
  private waiting: SlotChange[] = [];
  /** RTP timestamp of the frame on screen. */
  private onScreen: number | null = null;
  /** Nobody is to be shown: frames that are still on their way have no name. */
  private nobody = true;

  /** Another connection: its timestamps are others. */
  begin(): void {
    this.waiting = [];
    this.onScreen = null;
  }

  /** A change the node announced; true when it holds at once. `fulfilled`: its frame is on screen, to be acknowledged. */
  announce(change: SlotChange, tellsFrames: boolean): { holds: boolean; fulfilled: SlotChange | null } {
    this.nobody = change.source == null;
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

  /** A frame is on screen. `fulfilled`: the change it fulfils, to be acknowledged; `named`: the tile bears another name. */
  frame(rtpTimestamp: number, mark: Mark | null): { fulfilled: SlotChange | null; named: boolean } {
    this.onScreen = rtpTimestamp;
    const before = this.shown;
    const fulfilled = this.reach(rtpTimestamp);
    if (mark && !this.nobody && (mark.source !== this.shown.source || mark.stream !== this.shown.stream)) {
      this.shown = { ...this.shown, ...mark, paused: false, sharedLine: false };
    }
    return { fulfilled, named: this.shown !== before };
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
    this.shown = { source: change.source ?? null, stream: change.stream ?? null, generation: change.generation, paused: change.paused ?? false, sharedLine: change.shared_line ?? false };
  }
}
