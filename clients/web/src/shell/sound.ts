// Sounds, made on the spot: they differ by kind and each has a visible twin. A browser lets them out only after a press.
import { create } from 'zustand';

export type SoundKind = 'test' | 'incident' | 'record' | 'ring';
/** Hertz, start and length in seconds. */
type Note = readonly [frequency: number, start: number, length: number];

const NOTES: Record<SoundKind, readonly Note[]> = {
  test: [[660, 0, 0.12], [880, 0.16, 0.18]],
  incident: [[880, 0, 0.16], [660, 0.2, 0.16], [880, 0.4, 0.28]],
  record: [[520, 0, 0.14]],
  ring: [[480, 0, 0.4], [620, 0, 0.4], [480, 0.5, 0.4], [620, 0.5, 0.4]],
};
const RING_EVERY_MS = 2400;

/** `running`: sound comes out. `blocked`: the browser wants a press first. */
export const useSound = create<{ state: 'off' | 'running' | 'blocked'; played: Record<SoundKind, number> }>(() => ({
  state: 'off', played: { test: 0, incident: 0, record: 0, ring: 0 },
}));

let context: AudioContext | null = null;
let output: GainNode | null = null;

function note() {
  useSound.setState({ state: context?.state === 'running' ? 'running' : 'blocked' });
}

/** Starts sound, and says whether it runs. Works only inside a press, or where the user lets the site play. */
export async function unlockSound(): Promise<boolean> {
  if (!context) {
    context = new AudioContext();
    output = context.createGain();
    output.gain.value = 0.5;
    output.connect(context.destination);
    context.onstatechange = note;
  }
  // A context that no press allowed stays suspended for ever: do not wait for it.
  await Promise.race([context.resume().catch(() => undefined), new Promise((done) => setTimeout(done, 300))]);
  note();
  return context.state === 'running';
}

export function play(kind: SoundKind): void {
  if (!context || !output || context.state !== 'running') return;
  const start = context.currentTime + 0.02;
  for (const [frequency, offset, length] of NOTES[kind]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start + offset);
    gain.gain.linearRampToValueAtTime(0.4, start + offset + 0.02);
    gain.gain.setTargetAtTime(0, start + offset + length - 0.04, 0.02);
    oscillator.connect(gain).connect(output);
    oscillator.start(start + offset);
    oscillator.stop(start + offset + length + 0.1);
  }
  useSound.setState(({ played }) => ({ played: { ...played, [kind]: played[kind] + 1 } }));
}

/** Rings until the returned function is called. */
export function ring(): () => void {
  play('ring');
  const timer = setInterval(() => play('ring'), RING_EVERY_MS);
  return () => clearInterval(timer);
}

/** For tests that listen: the node behind the loudspeaker. */
export function soundOutput(): { context: AudioContext; output: GainNode } | null {
  return context && output ? { context, output } : null;
}
