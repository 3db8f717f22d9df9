// 会议: the list, the lobby before a conference, the room inside it.
import './room.css';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { submit, useEntities, useEntity, useLink, useMe } from '../link';
import type { ConferenceView } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useOwnTopBar } from '../shell/immersive';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import type { Call } from './call/call';
import * as devices from './call/devices';
import { rememberedCodec } from './call/codec';
import { rememberedQuality } from './call/quality';
import { Console } from './chair/Console';
import { Lobby } from './lobby/Lobby';
import { MeetingRecord } from './MeetingRecord';
import { Room } from './Room';
import { Schedules } from './schedule/Schedules';
import { iAmHere, present } from './sites';
import { enter, leave, remembered, useCurrentCall } from './useCall';
import { useActions, useSpeaking } from './useRoom';

export default function Conference({ id }: { id?: number }) {
  return id === undefined ? <List /> : <One key={id} id={id} />;
}

function List() {
  const t = useT();
  const now = useNow();
  const conferences = [...useEntities('conference').values()].sort((a, b) => Number(Boolean(a.ended_at)) - Number(Boolean(b.ended_at)) || b.created_at - a.created_at);
  if (conferences.length === 0) return <div className="page"><Schedules /><Empty title={t('conference.none')} text={t('conference.noneText')} /></div>;
  return (
    <div className="page">
      <Schedules />
      <section className="panel">
        <header><h2>{t('conference.title')}</h2></header>
        <table className="table">
          <thead><tr><th>{t('room.columns.began')}</th><th>{t('room.columns.title')}</th><th>{t('room.columns.sites')}</th><th>{t('room.columns.state')}</th><th /></tr></thead>
          <tbody>
            {conferences.map((conference) => (
              <tr key={conference.id} data-testid="conference-row">
                <td>{momentText(ms(conference.created_at), now)}</td>
                <td><Link href={`/conference/${conference.id}`}>{conference.title}</Link></td>
                <td>{t('room.presentCount', { here: present(conference).length, all: conference.sites.length })}</td>
                <td>{conference.ended_at ? <span className="muted">{t('conference.ended')}</span> : <span className="chip acting">{t('conference.open')}</span>} {conference.recording != null && <span className="chip bad">{t('room.recordingShort')}</span>}</td>
                <td className="number">{!conference.ended_at && <Link className="button" href={`/conference/${conference.id}`}>{t('incident.enter')}</Link>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function One({ id }: { id: number }) {
  const t = useT();
  const me = useMe();
  const conference = useEntity('conference', id);
  const loaded = useLink((state) => state.loaded);
  const call = useCurrentCall((state) => state.call);
  const returning = useReturn(conference);
  const recorded = conference?.recording != null;
  const ended = conference?.ended_at != null;
  const mine = call?.options.conference === id ? call : null;
  const seated = useRef<Call | null>(null);
  useEffect(() => {
    if (!mine || !conference) return;
    // The view may still be the one from before the join: only who was seen here can be missed.
    if (iAmHere(conference, me)) seated.current = mine;
    if (ended || (seated.current === mine && wasSentAway(conference, me.id))) leave();
  }, [mine, ended, conference, me]);
  useEffect(() => mine?.setRecorded(recorded), [mine, recorded]);
  if (!conference) return loaded ? <Empty title={t('room.gone')}><Link className="button" href="/conferences">{t('room.toList')}</Link></Empty> : null;
  if (ended) return <Ended conference={conference} />;
  if (mine) return <Room conference={conference} call={mine} />;
  if (returning) return <Empty title={t('room.returning')} />;
  if (me.role === 'operator') return <OperatorDesk conference={conference} />;
  return <Lobby conference={conference} />;
}

/** Hung up, or taken off the roster: not a lost line, which heals by itself. */
function wasSentAway(conference: ConferenceView, me: number): boolean {
  const site = conference.sites.find((each) => each.user === me);
  if (!site) return true;
  return site.presence.type === 'absent' && site.presence.why === 'hung_up';
}

/** A tab that was reloaded inside a conference goes back in by itself. */
function useReturn(conference: ConferenceView | undefined): boolean {
  const [kept] = useState(() => (conference ? remembered(conference.id) : null));
  const [returning, setReturning] = useState(kept !== null && !useCurrentCall.getState().call);
  const begun = useRef(false);
  useEffect(() => {
    if (!returning || !kept || begun.current) return;
    begun.current = true;
    void (async () => {
      const quality = rememberedQuality();
      const camera = kept.camera ? (await devices.camera(quality)).track : null;
      const microphone = kept.microphone ? (await devices.microphone()).track : null;
      const outcome = await submit({ type: 'join_conference', conference: kept.conference, devices: { camera: camera !== null, microphone: microphone !== null } });
      if (outcome.ok) enter({ conference: kept.conference, quality, codec: rememberedCodec(), camera, microphone });
      else leave();
      setReturning(false);
    })();
  }, [returning, kept]);
  return returning;
}

/** 会议管理员 drives the conference without being a site. */
function OperatorDesk({ conference }: { conference: ConferenceView }) {
  useOwnTopBar();
  const actions = useActions();
  const speaking = useSpeaking(conference.id);
  return <Console {...{ conference, actions, speaking }} call={null} site={undefined} screen={undefined} loudspeaker setLoudspeaker={() => undefined} />;
}

function Ended({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const now = useNow();
  const recordings = [...useEntities('recording').values()].filter((recording) => recording.conference === conference.id);
  return (
    <Empty title={t('room.over', { title: conference.title })} text={conference.ended_at ? momentText(ms(conference.ended_at), now) : ''}>
      <div className="row wrap" style={{ justifyContent: 'center' }}>
        {recordings.map((recording) => <Link key={recording.id} className="button" href={`/recording/${recording.id}`}>{t('incident.play')} {momentText(ms(recording.started_at), now)}</Link>)}
        <Link className="button" href="/conferences">{t('room.toList')}</Link>
      </div>
      <MeetingRecord conference={conference} />
    </Empty>
  );
}
