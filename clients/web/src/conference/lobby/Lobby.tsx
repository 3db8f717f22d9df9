// 入会前检查: runs by itself; each check ends in a verdict and, where it is bad, in what that means. It never blocks.
import '../stage/stage.css';
import './lobby.css';
import { Camera, Mic, Play, Volume2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { submit, useMe } from '../../link';
import type { ConferenceView, Refusal } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { EntryNote } from '../door/EntryNote';
import { play, unlockSound } from '../../shell/sound';
import { minuteText, ms } from '../../shell/time';
import * as devices from '../call/devices';
import type { Captured } from '../call/devices';
import { QUALITIES, rememberedQuality, rememberQuality, type Quality } from '../call/quality';
import { Meter } from './Meter';
import { present } from '../sites';
import { enter } from '../useCall';

const NOTHING: Captured = { track: null, trouble: null };

export function Lobby({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const [quality, setQuality] = useState<Quality>(rememberedQuality);
  const [camera, setCamera] = useState<Captured>(NOTHING);
  const [microphone, setMicrophone] = useState<Captured>(NOTHING);
  const [useCamera, setUseCamera] = useState(true);
  const [voice, setVoice] = useState(false);
  const [heard, setHeard] = useState<boolean | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [joining, setJoining] = useState(false);
  const handedOver = useRef(false);
  const tracks = useRef<MediaStreamTrack[]>([]);
  const picture = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    let gone = false;
    void devices.camera(quality).then((captured) => {
      if (gone) return captured.track?.stop();
      if (captured.track) tracks.current.push(captured.track);
      setCamera(captured);
    });
    return () => {
      gone = true;
    };
  }, [quality]);
  useEffect(() => {
    void devices.microphone().then((captured) => {
      if (captured.track) tracks.current.push(captured.track);
      setMicrophone(captured);
    });
    return () => {
      if (!handedOver.current) for (const track of tracks.current) track.stop();
    };
  }, []);
  useEffect(() => {
    if (picture.current) picture.current.srcObject = camera.track && useCamera ? new MediaStream([camera.track]) : null;
  }, [camera, useCamera]);

  const onVoice = useCallback(() => setVoice(true), []);
  const seat = conference.sites.find((site) => site.user === me.id) ?? conference.sites.find((site) => !site.user && site.unit === me.unit);
  const join = async (withMedia: boolean) => {
    setJoining(true);
    setRefusal(null);
    await unlockSound();
    const picked = { camera: withMedia && useCamera ? camera.track : null, microphone: withMedia ? microphone.track : null };
    const outcome = await submit({
      type: 'join_conference', conference: conference.id, devices: { camera: picked.camera !== null, microphone: picked.microphone !== null },
    });
    setJoining(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    handedOver.current = true;
    // 签到并入会: who joins with the button that says so has signed.
    if (withMedia) void submit({ type: 'check_in', conference: conference.id });
    for (const track of tracks.current) if (track !== picked.camera && track !== picked.microphone) track.stop();
    enter({ conference: conference.id, quality, ...picked });
  };

  const again = useRef(join);
  again.current = join;
  const retry = useCallback(() => void again.current(true), []);

  return (
    <div className="lobby" data-testid="lobby">
      <section className="lobby-picture">
        <h1>{conference.title}</h1>
        <p className="soft">
          {t('room.began', { time: minuteText(ms(conference.created_at)) })} · {t('room.invited', { all: conference.sites.length, here: present(conference).length })}
        </p>
        <div className="tile large">
          <video ref={picture} autoPlay muted playsInline />
          {!(camera.track && useCamera) && <p className="tile-word">{t(camera.trouble ? `room.camera.${camera.trouble}` : 'room.camera.off')}</p>}
          <p className="tile-name">{seat?.name ?? me.unit_name} · {t('room.seenAs')}</p>
        </div>
        <dl className="lobby-facts">
          <div><dt>{t('room.siteName')}</dt><dd>{seat?.name ?? me.unit_name}</dd></div>
          <div><dt>{t('room.checkedIn')}</dt><dd>{me.name}</dd></div>
        </dl>
      </section>
      <section className="lobby-checks">
        <div className="panel">
          <header><h2>{t('room.checks')}</h2><span className="muted small">{t('room.checksAuto')}</span></header>
          <div className="check">
            <Camera size={18} aria-hidden="true" /><b>{t('room.cameraName')}</b>
            <span className="grow">{camera.track?.label ?? ''}</span>
            <Verdict good={camera.track !== null} word={t(camera.track ? 'room.camera.good' : camera.trouble ? `room.camera.${camera.trouble}` : 'room.checking')} />
          </div>
          {camera.track && (
            <div className="check">
              <span /><label className="row"><input type="checkbox" checked={useCamera} onChange={(event) => setUseCamera(event.target.checked)} data-testid="use-camera" />{t('room.useCamera')}</label>
              <select
                className="input" aria-label={t('room.quality')} data-testid="quality" value={quality}
                onChange={(event) => {
                  const chosen = event.target.value as Quality;
                  camera.track?.stop();
                  rememberQuality(chosen);
                  setQuality(chosen);
                }}
              >
                {QUALITIES.map((each) => <option key={each} value={each}>{t(`room.qualities.${each}`)}</option>)}
              </select>
            </div>
          )}
          <div className="check">
            <Mic size={18} aria-hidden="true" /><b>{t('room.microphoneName')}</b>
            <span className="grow">{microphone.track?.label ?? ''}<Meter track={microphone.track} label={t('room.level')} onVoice={onVoice} /></span>
            <Verdict
              good={microphone.track !== null}
              word={t(microphone.track ? (voice ? 'room.microphone.good' : 'room.microphone.quiet') : microphone.trouble ? `room.microphone.${microphone.trouble}` : 'room.checking')}
            />
          </div>
          <div className="check">
            <Volume2 size={18} aria-hidden="true" /><b>{t('room.speakerName')}</b>
            <span className="grow">
              <button className="button" data-testid="play-test" onClick={() => void unlockSound().then(() => play('test'))}><Play size={14} aria-hidden="true" />{t('room.playTest')}</button>
            </span>
            {heard === null ? (
              <span className="row">
                <button className="button" onClick={() => setHeard(true)}>{t('room.heard')}</button>
                <button className="button" onClick={() => setHeard(false)}>{t('room.notHeard')}</button>
              </span>
            ) : <Verdict good={heard} word={t(heard ? 'room.heardGood' : 'room.heardBad')} />}
          </div>
        </div>
        <p className="soft small">{t(conference.recording ? 'room.recordedNow' : 'room.mutedOnJoin')} · {t('nonSecret')}</p>
        {refusal && <EntryNote conference={conference} refusal={refusal} retry={retry} />}
        <button className="button primary join" disabled={joining} data-testid="join" onClick={() => void join(true)} autoFocus>{t('conference.join')}</button>
        <button className="button plain" disabled={joining} data-testid="watch-only" onClick={() => void join(false)}>{t('room.watchOnly')}</button>
        <p className="muted small">{t('room.clock', { time: minuteText(now) })}</p>
      </section>
    </div>
  );
}

function Verdict({ good, word }: { good: boolean; word: string }) {
  return <span className={`verdict ${good ? 'good' : 'bad'}`}>{word}</span>;
}
