// A call: what this page sends to a conference and what it receives, kept up until it is left. It draws nothing.
import { live, onMessage, submit } from '../../link';
import type { SlotChange, UnusedLayers } from '../../link/types';
import { kbpsBetween, lossBetween, read, slotReports, type Counted, type SlotReport } from './counts';
import { describe, INSIDE, isOf, type PictureCodec } from './codec';
import * as devices from './devices';
import { Layers } from './layers';
import { Leg } from './leg';
import { CAPTURE, type Quality } from './quality';
import { resize } from './signal';
import { keyOf, markOf, slotKeys, SlotNames, slotSizes, type Shown, type SlotKey } from './slots';
import { type Device, Unplugged } from './unplugged';

export interface CallOptions { conference: number; quality: Quality; camera: MediaStreamTrack | null; microphone: MediaStreamTrack | null;
  /** Of the camera; VP8 when nothing is said. */
  codec?: PictureCodec;
  /** A wall receives only, without a site of its own. */
  wall?: string }

/** What the line does to this site, from the browser's own counts. */
export interface LineReport { downKbps: number; upKbps: number; lossPercent: number; jitterMs: number; rttMs: number | null; height: number | null }

const DEVICES: readonly Device[] = ['camera', 'microphone'];
const VOICES = 3;
/** `bounds::VIDEO_SLOTS` less main and presentation. */
const MOST_CELLS = 25;
const REPORT_EVERY = 2_000;
/** A layout is settled when it has not changed for so long. */
const SETTLED = 400;
const tellsFrames = typeof HTMLVideoElement !== 'undefined' && 'requestVideoFrameCallback' in HTMLVideoElement.prototype;

export class Call {
  /** In the order of the offer; more may be asked for while the call lasts. */
  slots: readonly SlotKey[];
  readonly publish: Leg;
  readonly receive: Leg;
  readonly voices: MediaStream[] = [];
  report: LineReport | null = null;
  /** Of the last interval, by slot. */
  slotReports: ReadonlyMap<SlotKey, SlotReport> = new Map();
  presentation: MediaStreamTrack | null = null;
  private readonly streams = new Map<SlotKey, MediaStream>();
  private readonly receivers = new Map<SlotKey, RTCRtpReceiver>();
  private readonly names = new Map<SlotKey, SlotNames>();
  private readonly listeners = new Set<() => void>();
  private readonly cleanups: (() => void)[] = [];
  private senders: { microphone?: RTCRtpSender; camera?: RTCRtpSender; presentation?: RTCRtpSender } = {};
  /** What was asked of each device: one that comes back is as it was. */
  private readonly on: Record<Device, boolean>;
  private readonly unplugged: Record<Device, Unplugged>;
  /** Of the camera. */
  private layers: Layers | null = null;
  private early: SlotChange[] = [];
  private counted: Counted | null = null;
  private cells: number;
  private recorded = false;
  /** Device pixels of height. */
  private readonly drawnHeights = new Map<SlotKey, number>();
  private askedSizes = '';
  private settling: ReturnType<typeof setTimeout> | undefined;
  private readonly small: boolean;
  version = 0;

  constructor(readonly options: CallOptions) {
    this.small = matchMedia('(max-width: 600px)').matches;
    this.cells = this.small ? 4 : 12;
    this.slots = slotKeys(this.cells);
    for (const key of this.slots) this.names.set(key, new SlotNames());
    this.on = { camera: options.camera?.enabled !== false, microphone: options.microphone?.enabled !== false };
    this.unplugged = {
      camera: new Unplugged(() => devices.camera(options.quality), (track) => this.replug('camera', track)),
      microphone: new Unplugged(() => devices.microphone(), (track) => this.replug('microphone', track)),
    };
    const base = `/api/conferences/${options.conference}`;
    const common = { readmit: () => this.readmit(), changed: () => this.notify() };
    this.publish = new Leg({ ...common, path: () => `${base}/whip`, prepare: (connection) => this.prepareSending(connection) });
    this.receive = new Leg({
      ...common,
      path: () => `${base}/whep?slots=${this.sizes()}${options.wall === undefined ? '' : `&wall=${encodeURIComponent(options.wall)}`}`,
      prepare: (connection) => this.prepareReceiving(connection),
    });
  }

  start(): void {
    for (const device of DEVICES) this.unplugged[device].watch(this.options[device]);
    if (this.options.wall === undefined) this.publish.start();
    this.receive.start();
    this.cleanups.push(onMessage('slot_changed', ({ change }) => this.slotChanged(change)));
    this.cleanups.push(onMessage('layers_unused', ({ layers }) => this.leaveOut(layers)));
    // Cut off, it would not hear that a layer is wanted again.
    this.cleanups.push(live.subscribe(() => live.state.connection.state !== 'live' && this.layers?.sendAll()));
    const timer = setInterval(() => void this.count(), REPORT_EVERY);
    this.cleanups.push(() => clearInterval(timer));
    const online = () => this.revive();
    addEventListener('online', online);
    this.cleanups.push(() => removeEventListener('online', online));
    // A closed tab leaves no ghost behind.
    const gone = () => this.stop();
    addEventListener('pagehide', gone);
    this.cleanups.push(() => removeEventListener('pagehide', gone));
  }

  stop(): void {
    clearTimeout(this.settling);
    for (const clean of this.cleanups.splice(0)) clean();
    for (const device of DEVICES) this.unplugged[device].stop();
    this.publish.stop();
    this.receive.stop();
    for (const track of [this.options.camera, this.options.microphone, this.presentation]) track?.stop();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  stream(slot: SlotKey): MediaStream | null {
    return this.streams.get(slot) ?? null;
  }

  shown(slot: SlotKey): Shown {
    return this.names.get(slot)!.shown;
  }

  /** A frame of `slot` is on screen. */
  frame(slot: SlotKey, rtpTimestamp: number): void {
    const names = this.names.get(slot);
    if (!names) return;
    const sources = this.receivers.get(slot)?.getContributingSources?.() ?? [];
    const { fulfilled, named } = names.frame(rtpTimestamp, markOf(sources, rtpTimestamp));
    if (fulfilled) live.send({ type: 'slot_shown', change: fulfilled });
    if (fulfilled || named) this.notify();
  }

  /** A slot is drawn so high on this screen, or not at all: the node sends no more than is seen. */
  drawn(slot: SlotKey, height: number | null): void {
    if (height === null) this.drawnHeights.delete(slot);
    else this.drawnHeights.set(slot, height);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const before = this.askedSizes;
      if (this.receive.negotiated && this.sizes() !== before) resize(this.receive.negotiated.location, this.askedSizes);
    }, SETTLED);
  }

  private sizes(): string {
    this.askedSizes = slotSizes(this.cells, this.small, this.drawnHeights);
    return this.askedSizes;
  }

  /** Slots are negotiated once per connection: for a mosaic of more cells the receiving connection begins anew. */
  needCells(cells: number): void {
    if (cells <= this.cells) return;
    this.cells = Math.min(cells, MOST_CELLS);
    this.slots = slotKeys(this.cells);
    for (const key of this.slots) if (!this.names.has(key)) this.names.set(key, new SlotNames());
    this.receive.restart();
    this.notify();
  }

  /** Devices that were pulled out and are waited for. */
  gone(): Device[] {
    return DEVICES.filter((device) => this.unplugged[device].gone);
  }

  private replug(device: Device, track: MediaStreamTrack | null): void {
    this.options[device] = track;
    if (track) track.enabled = this.on[device];
    // A microphone that is closed is sent as silence, a camera not at all.
    const sent = device === 'camera' && !this.on.camera ? null : track;
    void this.senders[device]?.replaceTrack(sent).catch(() => undefined);
    this.notify();
  }

  async setCamera(on: boolean): Promise<void> {
    this.on.camera = on;
    if (this.options.camera) this.options.camera.enabled = on;
    await this.senders.camera?.replaceTrack(on ? this.options.camera : null);
    this.notify();
  }

  /** The recorder takes VP8: while a conference is recorded nothing else is sent. */
  setRecorded(recorded: boolean): void {
    const before = this.codec();
    this.recorded = recorded;
    if (this.codec() !== before && this.publish.connection) this.publish.restart();
  }

  private codec(): PictureCodec {
    return this.recorded ? 'vp8' : (this.options.codec ?? 'vp8');
  }

  setMicrophone(on: boolean): void {
    this.on.microphone = on;
    if (this.options.microphone) this.options.microphone.enabled = on;
  }

  /** Starts sending the screen; `ended` when the person stops it from the browser's own bar. */
  async present(track: MediaStreamTrack, ended: () => void): Promise<void> {
    this.presentation?.stop();
    this.presentation = track;
    track.onended = ended;
    await this.senders.presentation?.replaceTrack(track);
    this.notify();
  }

  async stopPresenting(): Promise<void> {
    this.presentation?.stop();
    this.presentation = null;
    await this.senders.presentation?.replaceTrack(null);
    this.notify();
  }

  private notify(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }

  private revive(): void {
    for (const leg of this.options.wall === undefined ? [this.publish, this.receive] : [this.receive]) leg.revive();
  }

  /** The node let go of this site while it was away. */
  private async readmit(): Promise<void> {
    const { conference, wall } = this.options;
    if (wall !== undefined) return;
    const has = (device: Device) => this.options[device] !== null || this.unplugged[device].gone;
    await submit({ type: 'join_conference', conference, devices: { camera: has('camera'), microphone: has('microphone') } });
  }

  private prepareSending(connection: RTCPeerConnection): void {
    const { microphone, camera, quality } = this.options;
    const codec = this.codec();
    const inside = codec === 'vp8' ? [] : INSIDE[quality];
    const send = (track: MediaStreamTrack | null, kind: 'audio' | 'video', sendEncodings?: RTCRtpEncodingParameters[]) =>
      connection.addTransceiver(track ?? kind, { direction: 'sendonly', ...(sendEncodings ? { sendEncodings } : {}) });
    const audio = send(microphone, 'audio');
    const video = send(camera?.enabled === false ? null : camera, 'video', inside.length === 0 ? CAPTURE[quality].encodings : inside.slice(-1));
    const shared = send(this.presentation, 'video', [{ maxBitrate: 1_500_000 }]);
    prefer(video, `video/${codec}`, RTCRtpSender.getCapabilities('video'));
    prefer(shared, 'video/vp8', RTCRtpSender.getCapabilities('video'));
    if (codec !== 'vp8') describe(video);
    this.senders = { microphone: audio.sender, camera: video.sender, presentation: shared.sender };
    this.layers = new Layers(video.sender, inside);
  }

  private prepareReceiving(connection: RTCPeerConnection): void {
    for (const names of this.names.values()) names.begin();
    const keyByTransceiver = new Map<RTCRtpTransceiver, SlotKey>();
    for (const key of this.slots) {
      const transceiver = connection.addTransceiver('video', { direction: 'recvonly' });
      only(transceiver, ['video/vp8', 'video/h264', 'video/vp9', 'video/av1', 'video/rtx'], RTCRtpReceiver.getCapabilities('video'));
      describe(transceiver);
      keyByTransceiver.set(transceiver, key);
    }
    this.voices.length = 0;
    for (let index = 0; index < VOICES; index += 1) connection.addTransceiver('audio', { direction: 'recvonly' });
    connection.ontrack = ({ transceiver, receiver, track }) => {
      const key = keyByTransceiver.get(transceiver);
      if (key) {
        this.receivers.set(key, receiver);
        this.streams.set(key, new MediaStream([track]));
      }
      else this.voices.push(new MediaStream([track]));
      this.notify();
    };
  }

  private leaveOut(unused: UnusedLayers): void {
    if (unused.session === this.publish.negotiated?.session && unused.stream === 'camera') this.layers?.leaveOut(unused);
  }

  private slotChanged(change: SlotChange): void {
    const session = this.receive.negotiated?.session;
    if (change.conference !== this.options.conference) return;
    // The announcement may overtake the answer to the offer.
    if (session === undefined) {
      this.early = [...this.early.slice(-64), change];
      return;
    }
    if (this.early.length > 0) {
      const early = this.early;
      this.early = [];
      for (const each of early) this.slotChanged(each);
    }
    const key = keyOf(change.slot);
    if (change.session !== session || !key) return;
    const fulfilled = this.names.get(key)?.announce(change, tellsFrames).fulfilled;
    if (fulfilled) live.send({ type: 'slot_shown', change: fulfilled });
    this.notify();
  }

  private async count(): Promise<void> {
    const [received, sent] = await Promise.all([this.receive.connection?.getStats(), this.publish.connection?.getStats()]);
    if (this.early.length > 0 && this.receive.negotiated) {
      const [first, ...rest] = this.early;
      this.early = rest;
      this.slotChanged(first!);
    }
    const before = this.counted;
    const now = read(performance.now(), received, sent, (track) => this.slotOfTrack(track));
    this.counted = now;
    const seconds = before ? (now.at - before.at) / 1000 : 0;
    if (!before || now.total.received < before.total.received || seconds <= 0) return;
    this.slotReports = slotReports(before, now);
    this.report = {
      downKbps: kbpsBetween(before.total.bytes, now.total.bytes, seconds),
      upKbps: kbpsBetween(before.upBytes, now.upBytes, seconds),
      lossPercent: lossBetween(before.total, now.total),
      jitterMs: Math.max(0, ...[...this.slotReports.values()].filter((each) => each.kbps > 0).map((each) => each.jitterMs)),
      rttMs: now.rttMs,
      height: [...this.slotReports.values()].reduce<number | null>((most, each) => (each.height === null ? most : Math.max(most ?? 0, each.height)), null),
    };
    this.notify();
  }

  private slotOfTrack(track: string): SlotKey | null {
    for (const [slot, stream] of this.streams) if (stream.getTracks().some((each) => each.id === track)) return slot;
    return null;
  }
}

/** Puts one codec first and keeps the rest (retransmission among them). */
function prefer(transceiver: RTCRtpTransceiver, mime: string, capabilities: RTCRtpCapabilities | null): void {
  if (!capabilities || typeof transceiver.setCodecPreferences !== 'function') return;
  const first = capabilities.codecs.filter((codec) => isOf(codec, mime));
  const rest = capabilities.codecs.filter((codec) => !first.includes(codec));
  if (first.length > 0) transceiver.setCodecPreferences([...first, ...rest]);
}

/** Offers no more than the node can send: an offer names every codec again in each of its lines. */
function only(transceiver: RTCRtpTransceiver, mimes: readonly string[], capabilities: RTCRtpCapabilities | null): void {
  if (!capabilities || typeof transceiver.setCodecPreferences !== 'function') return;
  const codecs = capabilities.codecs.filter((codec) => mimes.some((mime) => isOf(codec, mime)));
  if (codecs.length > 0) transceiver.setCodecPreferences(codecs);
}
