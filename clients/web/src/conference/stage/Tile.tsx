// One slot on screen. The name belongs to the frame: it changes when the frame of the new source is shown, not before.
import { AudioLines, CameraOff, Hand, MicOff, WifiLow } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import type { SlotKey } from '../call/slots';
import { useCallVersion } from '../useCall';
import { onAir } from './everyone';

interface Props {
  call: Call;
  slot: SlotKey;
  conference: ConferenceView;
  /** Who is on air and who asks is marked on small tiles. */
  control?: ControlView | undefined;
  /** Sites heard now. */
  speaking?: ReadonlySet<number>;
  large?: boolean;
  banner?: string;
  onPress?: (site: number) => void;
}

export function Tile({ call, slot, conference, control, speaking, large, banner, onPress }: Props) {
  useCallVersion(call);
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const stream = call.stream(slot);
  useFrames(video, stream, call, slot);
  useDrawn(video, call, slot);
  const { source, paused, sharedLine } = call.shown(slot);
  const site = conference.sites.find((each) => each.id === source);
  const lost = call.receive.broken;
  if (!source && !large) return <div className="empty-tile" data-slot={slot} aria-hidden="true"><video ref={video} muted playsInline autoPlay /></div>;
  const silent = site && !site.publishing.camera && slot !== 'presentation';
  const heard = source !== null && speaking?.has(source) === true;
  return (
    <div
      className={`tile ${large ? 'large' : ''} ${heard ? 'speaking' : ''} ${lost ? 'frozen' : ''} ${source !== null && onAir(control) === source ? 'on-air' : ''}`}
      data-testid="tile" data-slot={slot} data-site={source ?? ''} data-site-name={site?.name ?? ''}
      onDoubleClick={() => source && onPress?.(source)}
    >
      <video ref={video} muted playsInline autoPlay className={silent || !source || paused ? 'without-picture' : ''} />
      {banner && <p className="tile-banner" data-testid="stage-words" role="status">{banner}</p>}
      {site && <Marks site={site} control={control} />}
      {lost && <p className="tile-word">{t(call.receive.everConnected ? 'room.frozen' : 'room.connecting')}</p>}
      {!lost && !source && <p className="tile-word">{t('room.nobody')}</p>}
      {!lost && silent && <p className="tile-word"><CameraOff size={22} aria-hidden="true" /><br />{t(site.devices.microphone ? 'room.audioOnly' : 'room.watching')}</p>}
      {!lost && !silent && paused && <p className="tile-word" data-testid="tile-paused"><WifiLow size={22} aria-hidden="true" /><br />{t(sharedLine ? 'room.sharedLine' : 'room.paused')}</p>}
      {site && <TileName site={site} suffix={slot === 'presentation' ? ` · ${t('room.presentation')}` : ''} heard={heard} />}
    </div>
  );
}

function Marks({ site, control }: { site: SiteView; control: ControlView | undefined }) {
  const t = useT();
  const place = control?.floor_queue.findIndex((request) => request.site === site.id) ?? -1;
  const operation = control?.running?.operation.type;
  return (
    <>
      {operation && operation !== 'free_discussion' && onAir(control) === site.id && <span className="tile-mark on">{t(`control.mark.${operation}`)}</span>}
      {place >= 0 && <span className="tile-mark asks"><Hand size={12} aria-label={t('control.asks')} />{place + 1}</span>}
    </>
  );
}

function TileName({ site, suffix = '', heard }: { site: SiteView; suffix?: string; heard: boolean }) {
  const t = useT();
  return (
    <p className="tile-name">
      <span className="tile-who">{site.name}{suffix}</span>
      {heard ? <AudioLines size={14} aria-label={t('room.speaking')} /> : !site.microphone_on && <MicOff size={13} aria-label={t('room.microphoneClosed')} />}
    </p>
  );
}

/** A site that sends no picture takes no slot; its tile says why. */
export function SilentTile({ site, control }: { site: SiteView; control?: ControlView | undefined }) {
  const t = useT();
  const { camera, microphone } = site.devices;
  const why = camera ? (site.camera_on ? 'room.connecting' : 'room.camera.off') : microphone ? 'room.audioOnly' : 'room.watching';
  return (
    <div className="tile" data-testid="tile" data-site={site.id} data-site-name={site.name}>
      <Marks site={site} control={control} />
      <p className="tile-word"><CameraOff size={22} aria-hidden="true" /><br />{t(why)}</p>
      <TileName site={site} heard={false} />
    </div>
  );
}

type FrameVideo = HTMLVideoElement & {
  requestVideoFrameCallback?: (run: (now: number, frame: { rtpTimestamp?: number }) => void) => number;
  cancelVideoFrameCallback?: (handle: number) => void;
};

/** Tells how high the picture is drawn; an empty tile draws none. */
function useDrawn(video: React.RefObject<HTMLVideoElement | null>, call: Call, slot: SlotKey): void {
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      call.drawn(slot, height > 0 ? Math.round(Math.min(height, (width * 9) / 16) * devicePixelRatio) : null);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      call.drawn(slot, null);
    };
  }, [video, call, slot]);
}

function useFrames(video: React.RefObject<HTMLVideoElement | null>, stream: MediaStream | null, call: Call, slot: SlotKey): void {
  useEffect(() => {
    const element = video.current as FrameVideo | null;
    if (!element || !stream) return undefined;
    element.srcObject = stream;
    void element.play().catch(() => undefined);
    if (!element.requestVideoFrameCallback) return undefined;
    let handle = 0;
    const next = () => {
      handle = element.requestVideoFrameCallback!((_now, frame) => {
        if (frame.rtpTimestamp !== undefined) call.frame(slot, frame.rtpTimestamp);
        next();
      });
    };
    next();
    return () => element.cancelVideoFrameCallback?.(handle);
  }, [video, stream, call, slot]);
}
