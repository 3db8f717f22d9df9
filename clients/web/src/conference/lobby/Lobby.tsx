// 入会前检查: runs by itself; each check ends in a verdict and, where it is bad, in what that means. It never blocks.
import '../stage/stage.css';
import './lobby.css';
import { Info } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { submit, useEntities, useMe } from '../../link';
import type { ConferenceView, Refusal } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { unlockSound } from '../../shell/sound';
import { minuteText, ms, spanText } from '../../shell/time';
import { rememberCodec, rememberedCodec, type PictureCodec } from '../call/codec';
import { rememberedQuality, rememberQuality, type Quality } from '../call/quality';
import { EntryNote } from '../door/EntryNote';
import { present, siteName } from '../sites';
import { enter } from '../useCall';
import { CameraCheck } from './CameraCheck';
import { MicrophoneCheck } from './MicrophoneCheck';
import { MediaCheck } from './MediaCheck';
import { NetworkCheck } from './NetworkCheck';
import { SpeakerCheck } from './SpeakerCheck';
import { useDevices } from './useDevices';

interface Picked { camera: MediaStreamTrack | null; microphone: MediaStreamTrack | null }

export function Lobby({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const unit = useEntities('unit').get(me.unit);
  const [quality, setQuality] = useState<Quality>(rememberedQuality);
  const [codec, setCodec] = useState<PictureCodec>(rememberedCodec);
  const { camera, microphone, cameras, microphones, chooseCamera, chooseMicrophone, handOver } = useDevices(quality);
  const [useCamera, setUseCamera] = useState(true);
  const [voice, setVoice] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [joining, setJoining] = useState(false);
  const onVoice = useCallback(() => setVoice(true), []);
  const seat = conference.sites.find((site) => site.user === me.id) ?? conference.sites.find((site) => !site.user && site.unit === me.unit);
  const shown = camera.track && useCamera ? camera.track : null;

  const join = async (picked: Picked, signs = true) => {
    setJoining(true);
    setRefusal(null);
    await unlockSound();
    handOver(picked.camera, picked.microphone);
    const outcome = await submit({ type: 'join_conference', conference: conference.id, devices: { camera: picked.camera !== null, microphone: picked.microphone !== null } });
    setJoining(false);
    if (!outcome.ok) {
      handOver();
      return setRefusal(outcome.refusal);
    }
    // 签到并入会: who joins with the button that says so has signed.
    if (signs) void submit({ type: 'check_in', conference: conference.id });
    enter({ conference: conference.id, quality, codec, ...picked });
  };

  const chosen: Picked = { camera: shown, microphone: microphone.track };
  const again = useRef(() => join(chosen));
  again.current = () => join(chosen);
  const retry = useCallback(() => void again.current(), []);

  return (
    <div className="lobby" data-testid="lobby">
      <section className="lobby-picture">
        <h1>{conference.title}</h1>
        <p className="soft">
          {t('lobby.since', { time: minuteText(ms(conference.created_at)), span: spanText(now - ms(conference.created_at)) })}
          {conference.chair_site != null && ` · ${t('lobby.chairSite', { name: siteName(conference, conference.chair_site) })}`}
          {` · ${t('room.invited', { all: conference.sites.length, here: present(conference).length })}`}
        </p>
        <Preview track={shown} name={seat?.name ?? me.unit_name} word={camera.trouble ? t(`room.camera.${camera.trouble}`) : camera.track ? t('room.camera.off') : t('room.checking')} />
        <dl className="lobby-facts">
          <div><dt>{t('room.siteName')}</dt><dd>{seat?.name ?? me.unit_name}</dd></div>
          <div><dt>{t('room.checkedIn')}</dt><dd>{me.name} <span className="soft small">{t(`role.${me.role}`)}</span></dd></div>
        </dl>
      </section>
      <section className="lobby-checks">
        <div className="panel">
          <header><h2 className="grow">{t('room.checks')}</h2><span className="muted small">{t('room.checksAuto')}</span></header>
          <CameraCheck
            captured={camera} use={useCamera} setUse={setUseCamera} quality={quality} cameras={cameras} choose={chooseCamera}
            setQuality={(chosen) => {
              rememberQuality(chosen);
              setQuality(chosen);
            }}
            codec={codec}
            setCodec={(chosen) => {
              rememberCodec(chosen);
              setCodec(chosen);
            }}
          />
          <MicrophoneCheck captured={microphone} heard={voice} onVoice={onVoice} microphones={microphones} choose={chooseMicrophone} />
          <SpeakerCheck />
          <MediaCheck />
          <NetworkCheck voiceOnly={() => void join({ camera: null, microphone: microphone.track })} />
        </div>
        <p className="lobby-note soft"><Info size={15} aria-hidden="true" />{t(conference.recording != null ? 'room.recordedNow' : 'room.mutedOnJoin')}</p>
        {refusal && <EntryNote conference={conference} refusal={refusal} retry={retry} />}
        <button className="button primary join" disabled={joining} data-testid="join" onClick={() => void join(chosen)} autoFocus>{t('conference.join')}</button>
        <p className="lobby-keys soft small">
          <span><kbd>Enter</kbd> {t('lobby.enter')}</span>
          <button className="button plain small-button" disabled={joining} data-testid="watch-only" onClick={() => void join({ camera: null, microphone: null }, false)}>{t('room.watchOnly')}</button>
          {unit?.phone && <span>{t('lobby.ownPhone', { phone: unit.phone })}</span>}
        </p>
      </section>
    </div>
  );
}

function Preview({ track, name, word }: { track: MediaStreamTrack | null; name: string; word: string }) {
  const t = useT();
  const picture = useRef<HTMLVideoElement>(null);
  const [figures, setFigures] = useState('');
  useEffect(() => {
    const video = picture.current;
    if (!video) return undefined;
    video.srcObject = track ? new MediaStream([track]) : null;
    const tell = () => {
      const rate = track?.getSettings().frameRate;
      setFigures(video.videoWidth > 0 ? t('lobby.picture', { width: video.videoWidth, height: video.videoHeight, rate: rate ? Math.round(rate) : '—' }) : '');
    };
    video.addEventListener('resize', tell);
    return () => video.removeEventListener('resize', tell);
  }, [track, t]);
  return (
    <div className="tile">
      <video ref={picture} autoPlay muted playsInline className={track ? '' : 'without-picture'} />
      {track && figures && <p className="tile-banner">{figures}</p>}
      {!track && <p className="tile-word">{word}</p>}
      <p className="tile-name"><span className="tile-who">{name} · {t('room.seenAs')}</span></p>
    </div>
  );
}
