// 回放: every site's picture and voice on one clock, with what is missing marked.
import { Pause, Play, SkipBack, SkipForward } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { components } from '../generated/api';
import type { RecordingView } from '../link/types';
import { useT } from '../shell/i18n';
import { clockText, ms, spanText } from '../shell/time';
import { elementTime, pause, play, positionAt, seek, speed, STOPPED, type PlayState } from './clock';

type Track = components['schemas']['RecordedTrack'];
const RATES = [0.5, 1, 2, 4];
/** Seconds an element may stray from the clock before it is set right. */
const STRAY = 0.25;

const address = (recording: number, track: number) => `/api/recordings/${recording}/tracks/${track}`;

export function Player({ recording }: { recording: RecordingView }) {
  const t = useT();
  const pictures = recording.tracks.filter((track) => track.stream !== 'microphone');
  const voices = recording.tracks.filter((track) => track.stream === 'microphone');
  const length = Math.max(0, ...recording.tracks.map((track) => ms(track.ends_us)));
  const [state, setState] = useState<PlayState>(STOPPED);
  const [, draw] = useState(0);
  const [large, setLarge] = useState<number | null>(null);
  const elements = useRef(new Map<number, HTMLMediaElement>());
  const position = positionAt(state, performance.now(), length);

  useEffect(() => {
    const timer = setInterval(() => {
      follow(elements.current, recording.tracks, state, length);
      const now = performance.now();
      if (state.playing && positionAt(state, now, length) >= length) setState(pause(state, now, length));
      draw((n) => n + 1);
    }, 200);
    follow(elements.current, recording.tracks, state, length);
    return () => clearInterval(timer);
  }, [state, recording.tracks, length]);

  const act = useMemo(() => {
    const change = (next: (state: PlayState, now: number) => PlayState) => setState((before) => next(before, performance.now()));
    return {
      toggle: () => change((s, now) => (s.playing ? pause(s, now, length) : play(s, now, length))),
      to: (to: number) => change((s, now) => seek(s, to, now, length)),
      by: (delta: number) => change((s, now) => seek(s, positionAt(s, now, length) + delta, now, length)),
      rate: (rate: number) => change((s, now) => speed(s, rate, now, length)),
    };
  }, [length]);
  useKeys(act);

  const keep = (track: number) => (element: HTMLMediaElement | null) => {
    if (element) elements.current.set(track, element);
    else elements.current.delete(track);
  };
  return (
    <div className="player" data-testid="player" data-position={Math.round(position)}>
      <div className="player-pictures">
        {pictures.map((track) => (
          <figure key={track.track} className={`tile ${large === track.track ? 'chosen' : ''}`} onDoubleClick={() => setLarge(large === track.track ? null : track.track)}>
            <video ref={keep(track.track)} src={address(recording.id, track.track)} muted playsInline preload="auto" data-testid="playback" data-site-name={track.site_name} />
            {elementTime(position, ms(track.begins_us), ms(track.ends_us)) === null && <p className="tile-word">{t('playback.notThen')}</p>}
            <figcaption className="tile-name">{track.site_name}{track.stream === 'presentation' && ` · ${t('room.presentation')}`}</figcaption>
          </figure>
        ))}
        {pictures.length === 0 && <p className="muted">{t('playback.noPictures')}</p>}
      </div>
      {voices.map((track) => <audio key={track.track} ref={keep(track.track)} src={address(recording.id, track.track)} preload="auto" />)}
      <div className="player-controls panel">
        <div className="row">
          <button className="button" aria-label={t('playback.back')} onClick={() => act.by(-10_000)}><SkipBack size={16} /></button>
          <button className="button primary" data-testid="play" onClick={act.toggle}>{state.playing ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}{t(state.playing ? 'playback.pause' : 'playback.play')} <kbd>Space</kbd></button>
          <button className="button" aria-label={t('playback.forward')} onClick={() => act.by(10_000)}><SkipForward size={16} /></button>
          <span className="strong">{clockText(ms(recording.started_at) + position)}</span>
          <span className="muted">{spanText(position)} / {spanText(length)}</span>
          <span className="grow" />
          <span className="segmented" role="group" aria-label={t('playback.speed')}>{RATES.map((rate) => <button key={rate} aria-pressed={state.rate === rate} onClick={() => act.rate(rate)}>{rate}×</button>)}</span>
        </div>
        <input className="scrubber" type="range" min={0} max={length} step={100} value={position} aria-label={t('playback.position')} onChange={(event) => act.to(Number(event.target.value))} />
        <ul className="lanes" aria-label={t('playback.lanes')}>
          {recording.tracks.map((track) => <Lane key={track.track} track={track} length={length} position={position} to={act.to} />)}
        </ul>
      </div>
    </div>
  );
}

function follow(elements: Map<number, HTMLMediaElement>, tracks: readonly Track[], state: PlayState, length: number): void {
  const position = positionAt(state, performance.now(), length);
  for (const track of tracks) {
    const element = elements.get(track.track);
    if (!element) continue;
    const at = elementTime(position, ms(track.begins_us), ms(track.ends_us));
    if (at === null || !state.playing) {
      if (!element.paused) element.pause();
      if (at !== null && Math.abs(element.currentTime - at / 1000) > 0.05 && !element.seeking) element.currentTime = at / 1000;
      continue;
    }
    element.playbackRate = state.rate;
    if (Math.abs(element.currentTime - at / 1000) > STRAY * Math.max(1, state.rate) && !element.seeking) element.currentTime = at / 1000;
    if (element.paused && !element.ended) void element.play().catch(() => undefined);
  }
}

function Lane({ track, length, position, to }: { track: Track; length: number; position: number; to: (position: number) => void }) {
  const t = useT();
  const share = (value: number) => `${(100 * value) / Math.max(1, length)}%`;
  const press = (event: React.MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    to(((event.clientX - box.left) / box.width) * length);
  };
  const lost = track.gaps.reduce((sum, gap) => sum + gap.lost_packets, 0);
  return (
    <li>
      <span className="lane-name">{track.site_name} <span className="muted small">{t(`playback.stream.${track.stream}`)}</span></span>
      <span className="lane" onClick={press}>
        <i className="lane-bar" style={{ left: share(ms(track.begins_us)), width: share(ms(track.ends_us - track.begins_us)) }} />
        {track.gaps.map((gap) => (
          <i key={gap.begins_us} className="lane-gap" title={t(`playback.why.${gap.why}`, { count: gap.lost_packets })} style={{ left: share(ms(gap.begins_us)), width: `max(2px, ${share(ms(gap.ends_us - gap.begins_us))})` }} />
        ))}
        <i className="lane-now" style={{ left: share(position) }} />
      </span>
      <span className="small muted lane-note">{lost > 0 || track.gaps.length > 0 ? t('playback.gaps', { count: track.gaps.length, lost }) : t('playback.whole')}</span>
    </li>
  );
}

/** Space, J K L, [ ]: as on any editing desk. */
function useKeys(act: { toggle: () => void; by: (delta: number) => void }): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input:not([type=range]), textarea, select, button');
      if (typing || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const moves: Record<string, () => void> = {
        ' ': act.toggle, k: act.toggle, j: () => act.by(-10_000), l: () => act.by(10_000), '[': () => act.by(-1_000), ']': () => act.by(1_000),
      };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      move();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [act]);
}
