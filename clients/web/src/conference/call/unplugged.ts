// A camera or a microphone that is pulled out in mid-call: noticed, and taken again when it, or another one, is there.
import type { Captured } from './devices';

export type Device = 'camera' | 'microphone';

/** Browsers tell of devices that come, but not of one that another program has let go of. */
const LOOK_AGAIN = 3_000;
/** A browser that does not say by then whether there is a device is asked anew; what it gives later is let go. */
const ANSWERS_WITHIN = 8_000;

export class Unplugged {
  gone = false;
  private stopped = false;
  private opening = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is told `null` when the device is gone, and its new track when it is back. */
  constructor(private readonly open: () => Promise<Captured>, private readonly changed: (track: MediaStreamTrack | null) => void) {}

  /** Watches a track that was opened. What the page stops itself does not count as pulled out. */
  watch(track: MediaStreamTrack | null): void {
    track?.addEventListener('ended', this.lost, { once: true });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    navigator.mediaDevices?.removeEventListener('devicechange', this.look);
  }

  private readonly lost = (): void => {
    if (this.stopped || this.gone) return;
    this.gone = true;
    navigator.mediaDevices.addEventListener('devicechange', this.look);
    this.changed(null);
    this.look();
  };

  private readonly look = (): void => {
    clearTimeout(this.timer);
    if (!this.opening) void this.reopen();
  };

  private answer(): Promise<MediaStreamTrack | null> {
    return new Promise((answered) => {
      let late = false;
      const limit = setTimeout(() => {
        late = true;
        answered(null);
      }, ANSWERS_WITHIN);
      void this.open().then(({ track }) => {
        clearTimeout(limit);
        if (late) track?.stop();
        else answered(track);
      });
    });
  }

  private async reopen(): Promise<void> {
    this.opening = true;
    const track = await this.answer();
    this.opening = false;
    if (this.stopped) return track?.stop();
    if (!track) {
      this.timer = setTimeout(this.look, LOOK_AGAIN);
      return;
    }
    this.gone = false;
    navigator.mediaDevices.removeEventListener('devicechange', this.look);
    this.watch(track);
    this.changed(track);
  }
}
