// 背景虚化 by the camera or the operating system itself (MediaStreamTrack `backgroundBlur`). The page has no person
// segmentation of its own: where the device offers none, nothing is shown.
type Blurring = { backgroundBlur?: boolean | boolean[] };

export function canBlur(track: MediaStreamTrack): boolean {
  const offered = (track.getCapabilities?.() as Blurring | undefined)?.backgroundBlur;
  return Array.isArray(offered) && offered.includes(true) && offered.includes(false);
}

export function isBlurred(track: MediaStreamTrack): boolean {
  return (track.getSettings() as Blurring).backgroundBlur === true;
}

export async function setBlur(track: MediaStreamTrack, on: boolean): Promise<void> {
  await track.applyConstraints({ advanced: [{ backgroundBlur: on } as MediaTrackConstraintSet] }).catch(() => undefined);
}
