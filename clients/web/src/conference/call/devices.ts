// Camera and microphone: asked for apart, so that a page without one still has the other, or neither.
import { CAPTURE, type Quality } from './quality';

export type DeviceTrouble = 'denied' | 'missing' | 'busy' | 'insecure';
export interface Captured { track: MediaStreamTrack | null; trouble: DeviceTrouble | null }

function troubleOf(error: unknown): DeviceTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'missing';
}

async function ask(constraints: MediaStreamConstraints): Promise<Captured> {
  if (!navigator.mediaDevices) return { track: null, trouble: 'insecure' };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    return { track: stream.getTracks()[0] ?? null, trouble: null };
  } catch (error) {
    return { track: null, trouble: troubleOf(error) };
  }
}

/** `device`: one the person chose; otherwise the browser's own choice. */
export function camera(quality: Quality, device?: string): Promise<Captured> {
  const { width, height, frameRate } = CAPTURE[quality];
  return ask({ video: { ...(device ? { deviceId: { exact: device } } : {}), width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate, max: frameRate } } });
}

export function microphone(device?: string): Promise<Captured> {
  return ask({ audio: { ...(device ? { deviceId: { exact: device } } : {}), echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
}

/** The screen; `null` when the person thought better of it. */
export async function screen(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 5, max: 15 } }, audio: false });
    return stream.getVideoTracks()[0] ?? null;
  } catch {
    return null;
  }
}
