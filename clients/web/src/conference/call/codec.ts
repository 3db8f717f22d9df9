// How a page's camera is encoded. VP8 in three streams is what every browser and the recorder take; VP9 and AV1 have their
// sizes inside one stream, which costs the line less, for meetings whose every browser takes them.
import type { Quality } from './quality';

export type PictureCodec = 'vp8' | 'vp9' | 'av1';

const KEY = 'fengsui.codec';
/** Of a codec only the profile that the node forwards. */
const PROFILE: Record<string, RegExp> = { 'video/vp9': /profile-id=0/, 'video/av1': /profile=0|^$/ };
const DEPENDENCY = 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';

interface Described extends RTCRtpTransceiver {
  getHeaderExtensionsToNegotiate?: () => { uri: string; direction: RTCRtpTransceiverDirection }[];
  setHeaderExtensionsToNegotiate?: (extensions: { uri: string; direction: RTCRtpTransceiverDirection }[]) => void;
}

export function isOf(codec: RTCRtpCodec, mime: string): boolean {
  const name = codec.mimeType.toLowerCase();
  return name === mime && (PROFILE[name]?.test(codec.sdpFmtpLine ?? '') ?? true);
}

/** What this browser can send. */
export function sendable(): readonly PictureCodec[] {
  if (typeof RTCRtpSender === 'undefined') return ['vp8'];
  const known = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
  const describes = 'setHeaderExtensionsToNegotiate' in RTCRtpTransceiver.prototype;
  const inside = describes ? (['vp9', 'av1'] as const).filter((each) => known.some((codec) => isOf(codec, `video/${each}`))) : [];
  return ['vp8', ...inside];
}

/** What was chosen on this device last. */
export function rememberedCodec(): PictureCodec {
  const kept = localStorage.getItem(KEY);
  return sendable().find((each) => each === kept) ?? 'vp8';
}

export function rememberCodec(codec: PictureCodec): void {
  localStorage.setItem(KEY, codec);
}

/** One stream with sizes inside. */
export interface Inside extends RTCRtpEncodingParameters { scalabilityMode: string; scaleResolutionDownBy: number; maxBitrate: number }

/** With one size inside, two …, up to all of `quality`. The smallest is the same in each: who sees that sees no other when the rest goes. */
export const INSIDE: Record<Quality, readonly Inside[]> = {
  low: [inside('L1T3', 1, 150_000)],
  standard: [inside('L1T3', 2, 150_000), inside('L2T3_KEY', 1, 700_000)],
  high: [inside('L1T3', 4, 150_000), inside('L2T3_KEY', 2, 700_000), inside('L3T3_KEY', 1, 2_400_000)],
};

function inside(scalabilityMode: string, scaleResolutionDownBy: number, maxBitrate: number): Inside {
  return { scalabilityMode, scaleResolutionDownBy, maxBitrate };
}

/** Turns on the header extension that tells layers apart; Chromium knows it but does not offer it by itself. */
export function describe(transceiver: RTCRtpTransceiver): void {
  const described = transceiver as Described;
  const extensions = described.getHeaderExtensionsToNegotiate?.();
  const extension = extensions?.find((each) => each.uri === DEPENDENCY);
  if (!extensions || !extension) return;
  extension.direction = 'sendrecv';
  described.setHeaderExtensionsToNegotiate?.(extensions);
}
