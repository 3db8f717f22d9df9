// What a page sends, chosen in the lobby: a narrow line carries little, a hall much.
export type Quality = 'low' | 'standard' | 'high';

export interface Capture { width: number; height: number; frameRate: number; encodings: RTCRtpEncodingParameters[] }

const layer = (rid: string, scale: number, maxBitrate: number): RTCRtpEncodingParameters => ({ rid, scaleResolutionDownBy: scale, maxBitrate });

export const CAPTURE: Record<Quality, Capture> = {
  low: { width: 320, height: 180, frameRate: 5, encodings: [{ maxBitrate: 150_000 }] },
  standard: { width: 640, height: 360, frameRate: 15, encodings: [layer('q', 2, 150_000), layer('f', 1, 700_000)] },
  high: { width: 1280, height: 720, frameRate: 25, encodings: [layer('q', 4, 150_000), layer('h', 2, 600_000), layer('f', 1, 2_200_000)] },
};
export const QUALITIES: readonly Quality[] = ['low', 'standard', 'high'];

const KEY = 'fengsui.quality';

/** What this device used last; a small screen begins with little. */
export function rememberedQuality(): Quality {
  const kept = localStorage.getItem(KEY);
  if (QUALITIES.includes(kept as Quality)) return kept as Quality;
  return matchMedia('(max-width: 600px)').matches ? 'low' : 'standard';
}

export function rememberQuality(quality: Quality): void {
  localStorage.setItem(KEY, quality);
}
