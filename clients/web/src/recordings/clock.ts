// One clock that several media elements follow: play, pause, seek, speed. Pure: time comes in.
export interface PlayState { position: number; playing: boolean; rate: number; at: number }

export const STOPPED: PlayState = { position: 0, playing: false, rate: 1, at: 0 };

/** Milliseconds into the recording at wall-clock `now`, never past `length`. */
export function positionAt(state: PlayState, now: number, length: number): number {
  const position = state.playing ? state.position + (now - state.at) * state.rate : state.position;
  return Math.min(length, Math.max(0, position));
}

export function play(state: PlayState, now: number, length: number): PlayState {
  const position = positionAt(state, now, length);
  return { ...state, position: position >= length ? 0 : position, playing: true, at: now };
}

export function pause(state: PlayState, now: number, length: number): PlayState {
  return { ...state, position: positionAt(state, now, length), playing: false, at: now };
}

export function seek(state: PlayState, position: number, now: number, length: number): PlayState {
  return { ...state, position: Math.min(length, Math.max(0, position)), at: now };
}

export function speed(state: PlayState, rate: number, now: number, length: number): PlayState {
  return { ...state, position: positionAt(state, now, length), rate, at: now };
}

/** A track that ends this much before the moment keeps its last frame: sites do not end on the same frame. */
const TAIL = 1_000;

/** Where an element that begins at `begins` should stand, or null when it has nothing to show then. */
export function elementTime(position: number, begins: number, ends: number): number | null {
  return position < begins || position > ends + TAIL ? null : Math.min(position, ends) - begins;
}
