// The meeting room: the chair's and the operator's console, or a branch site's simple view.
import './conference.css';
import { Camera, CameraOff, Circle, LogOut, Map as MapIcon, Mic, MicOff, PhoneOff, ScreenShare, ScreenShareOff, Square, Undo2, Volume2, VolumeX } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { onMessage, submit, useEntities, useMe } from '../link';
import type { ConferenceView, Input, Refusal, SiteView } from '../link/types';
import { MapView } from '../map/MapView';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { ms, spanText } from '../shell/time';
import type { Call } from './call/call';
import * as devices from './call/devices';
import { Invite } from './Invite';
import { LineNote, MediaBanner } from './LineNote';
import { Roster } from './Roster';
import { iControl, mySite, present, siteName } from './sites';
import { SilentTile, Tile } from './Tile';
import { leave, useCallVersion } from './useCall';
import { Voices } from './Voices';

interface Actions { act: (input: Input) => void; refusal: Refusal | null }

function useActions(): Actions {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const act = useCallback((input: Input) => {
    void submit(input).then((outcome) => setRefusal(outcome.ok ? null : outcome.refusal));
  }, []);
  return { act, refusal };
}

/** Sites heard in the last moment. */
function useSpeaking(conference: number): ReadonlySet<number> {
  const [speaking, setSpeaking] = useState<ReadonlySet<number>>(new Set());
  useEffect(
    () => onMessage('voices', (message) => {
      if (message.conference === conference) setSpeaking(new Set(message.loudest.filter((voice) => voice.level < 60).map((voice) => voice.site)));
    }),
    [conference],
  );
  return speaking;
}

/** What everybody sees, in words. */
function everyoneSees(conference: ConferenceView, t: ReturnType<typeof useT>): string {
  if (conference.broadcast) return t('room.allSee', { name: siteName(conference, conference.broadcast) });
  if (conference.chair_site) return t('room.seesChairSite', { name: siteName(conference, conference.chair_site) });
  return t('room.freeView');
}

export function Room({ conference, call }: { conference: ConferenceView; call: Call }) {
  const t = useT();
  const me = useMe();
  useCallVersion(call);
  const actions = useActions();
  const speaking = useSpeaking(conference.id);
  const [loudspeaker, setLoudspeaker] = useState(true);
  const [map, setMap] = useState(false);
  const [selected, setSelected] = useState<number | null>(null);
  const site = mySite(conference, me);
  const control = iControl(conference, me);
  useSwitches(call, site);
  usePresenting(call, conference, site, actions.act);
  useMuteKey(conference, control, selected, actions.act);
  const shared = conference.presenter !== null && conference.presenter !== undefined && conference.presenter !== site?.id;
  return (
    <div className={`room ${control ? 'console' : 'branch'} ${map ? 'with-map' : ''}`} data-testid="room">
      <RoomHeader conference={conference} site={site} control={control} call={call} />
      <MediaBanner call={call} />
      <Voices call={call} muted={!loudspeaker} />
      {control && <Roster conference={conference} speaking={speaking} act={actions.act} selected={selected} select={setSelected} />}
      <section className="stage" aria-label={t('room.stage')}>
        {shared && <Tile call={call} slot="presentation" conference={conference} large banner={t('room.sharedBy', { name: siteName(conference, conference.presenter) })} />}
        <div className={shared ? 'stage-side' : 'stage-main'}>
          <Tile call={call} slot="main" conference={conference} speaking={speaking} large={!shared} banner={shared ? undefined : everyoneSees(conference, t)} />
        </div>
        <Cells call={call} conference={conference} speaking={speaking} look={(id) => actions.act({ type: 'view_site', conference: conference.id, site: id })} />
      </section>
      {map && (
        <aside className="panel room-map"><MapView selected={conference.incident ?? null} /></aside>
      )}
      {!control && <Now conference={conference} call={call} site={site} speaking={speaking} />}
      <div className="room-foot">
        {actions.refusal && <RefusalNote refusal={actions.refusal} />}
        <Controls {...{ conference, call, site, control, loudspeaker, map }} act={actions.act} setLoudspeaker={setLoudspeaker} setMap={setMap} />
      </div>
    </div>
  );
}

/** What is sent follows what the node says of this site, so that both always tell the same. */
function useSwitches(call: Call, site: SiteView | undefined): void {
  const microphone = site?.microphone_on === true && !site.muted_by_chair;
  const camera = site?.camera_on === true;
  useEffect(() => call.setMicrophone(microphone), [call, microphone]);
  useEffect(() => void call.setCamera(camera), [call, camera]);
}

/** The token was taken back, or went to another: the screen is no longer sent. */
function usePresenting(call: Call, conference: ConferenceView, site: SiteView | undefined, act: (input: Input) => void): void {
  const mine = site !== undefined && conference.presenter === site.id;
  useEffect(() => {
    if (!mine && call.presentation) void call.stopPresenting();
    // Reloaded while presenting: the screen must be picked anew, so the token goes back.
    if (mine && !call.presentation) act({ type: 'stop_presentation', conference: conference.id });
  }, [mine, call, conference.id, act]);
}

function useMuteKey(conference: ConferenceView, control: boolean, selected: number | null, act: (input: Input) => void): void {
  useEffect(() => {
    if (!control || selected === null) return undefined;
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]');
      if (typing || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.key.toLowerCase() !== 'm') return;
      const site = conference.sites.find((each) => each.id === selected);
      if (site) act({ type: 'mute_site', conference: conference.id, site: site.id, muted: !site.muted_by_chair });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [conference, control, selected, act]);
}

function RoomHeader({ conference, site, control, call }: { conference: ConferenceView; site: SiteView | undefined; control: boolean; call: Call }) {
  const t = useT();
  const now = useNow();
  const incident = useEntities('incident').get(conference.incident ?? -1);
  return (
    <header className="room-header">
      <h1>{control || !site ? conference.title : t('room.siteTitle', { name: site.name })}</h1>
      {!control && site && <span className="soft">{conference.title}</span>}
      {incident && <Link href={`/incident/${incident.id}`} className="chip outlined">{incident.facts.title}</Link>}
      {conference.recording != null && conference.recording_since != null && (
        <span className="recording" role="status" data-testid="recording"><i aria-hidden="true" />{t('room.recording', { span: spanText(now - ms(conference.recording_since)) })}<span className="small">{t('room.told')}</span></span>
      )}
      <span className="grow" />
      <span className="soft">{t('room.due', { all: conference.sites.length })} · <b>{t('room.here', { here: present(conference).length })}</b> · {t('room.running', { span: spanText(now - ms(conference.created_at)) })}</span>
      <LineNote call={call} />
    </header>
  );
}

/** Every other site in an order that never changes; a slot without a source takes no room. Who sends no picture comes last. */
function Cells({ call, conference, speaking, look }: { call: Call; conference: ConferenceView; speaking: ReadonlySet<number>; look: (site: number) => void }) {
  const t = useT();
  const me = useMe();
  useCallVersion(call);
  const cells = useMemo(() => call.slots.filter((slot) => slot.startsWith('cell-')), [call]);
  const shown = new Set(cells.map((slot) => call.shown(slot).source));
  const unseen = present(conference).filter((site) => site.user !== me.id && !site.publishing.camera && !shown.has(site.id));
  return (
    <div className="cells" role="group" aria-label={t('room.cells')}>
      {cells.map((slot) => <Tile key={slot} call={call} slot={slot} conference={conference} speaking={speaking} onPress={look} />)}
      {unseen.map((site) => <SilentTile key={site.id} site={site} />)}
    </div>
  );
}

/** 现在: what a branch site needs to know, and nothing else. */
function Now({ conference, site, call, speaking }: { conference: ConferenceView; site: SiteView | undefined; call: Call; speaking: ReadonlySet<number> }) {
  const t = useT();
  const names = conference.sites.filter((each) => speaking.has(each.id)).map((each) => each.name);
  const closed = !site?.microphone_on || site.muted_by_chair;
  return (
    <aside className="panel now">
      <header><h2>{t('room.now')}</h2></header>
      <ul>
        <li><b>{t(call.receive.state.state === 'connected' ? 'room.hearing' : 'room.notHearing')}</b><span>{names.length > 0 ? t('room.speakingNow', { names: names.join('、') }) : t('room.quiet')}</span></li>
        <li><b>{t(closed ? 'room.microphoneIsClosed' : 'room.microphoneIsOpen')}</b><span>{t(site?.muted_by_chair ? 'room.closedByChair' : closed ? 'room.closedByYou' : 'room.allHear')}</span></li>
        <li><b>{t(site?.publishing.camera ? 'room.cameraSeen' : 'room.cameraNotSeen')}</b><span>{site?.devices.camera ? '' : t('room.joinedWithout')}</span></li>
      </ul>
    </aside>
  );
}

interface ControlsProps {
  conference: ConferenceView; call: Call; site: SiteView | undefined; control: boolean; loudspeaker: boolean; map: boolean;
  act: (input: Input) => void; setLoudspeaker: (on: boolean) => void; setMap: (on: boolean) => void;
}

function Controls({ conference, call, site, control, loudspeaker, map, act, setLoudspeaker, setMap }: ControlsProps) {
  const t = useT();
  const me = useMe();
  const [ending, setEnding] = useState(false);
  const [inviting, setInviting] = useState(false);
  const id = conference.id;
  const locked = site?.muted_by_chair === true;
  const open = site?.microphone_on === true && !locked;
  const presenting = site !== undefined && conference.presenter === site.id;
  const share = async () => {
    if (presenting) return act({ type: 'stop_presentation', conference: id });
    // The browser asks for the press itself, so the screen is picked before the token is taken.
    const track = await devices.screen();
    if (!track) return;
    const outcome = await submit({ type: 'start_presentation', conference: id });
    if (!outcome.ok) {
      track.stop();
      return;
    }
    await call.present(track, () => act({ type: 'stop_presentation', conference: id }));
  };
  return (
    <>
      {inviting && <Invite conference={conference} close={() => setInviting(false)} act={act} />}
      <div className="controls" role="toolbar" aria-label={t('room.controls')}>
        {site && (
          <>
            <Big
              icon={open ? <Mic /> : <MicOff />} on={open} testid="microphone" disabled={locked || !site.devices.microphone}
              word={t(open ? 'room.microphoneOpen' : 'room.microphoneShut')} note={t(locked ? 'room.byChair' : !site.devices.microphone ? 'room.noDevice' : open ? 'room.pressToClose' : 'room.pressToOpen')}
              press={() => act({ type: 'set_own_stream', conference: id, stream: 'microphone', on: !open })}
            />
            <Big
              icon={site.camera_on ? <Camera /> : <CameraOff />} on={site.camera_on} testid="camera" disabled={!site.devices.camera}
              word={t(site.camera_on ? 'room.cameraOpen' : 'room.cameraShut')} note={t(site.devices.camera ? (site.camera_on ? 'room.pressToClose' : 'room.pressToOpen') : 'room.noDevice')}
              press={() => act({ type: 'set_own_stream', conference: id, stream: 'camera', on: !site.camera_on })}
            />
          </>
        )}
        <Big icon={loudspeaker ? <Volume2 /> : <VolumeX />} on={loudspeaker} testid="loudspeaker" word={t(loudspeaker ? 'room.speakerOn' : 'room.speakerOff')} press={() => setLoudspeaker(!loudspeaker)} />
        {site && <Big icon={presenting ? <ScreenShareOff /> : <ScreenShare />} on={presenting} testid="present" word={t(presenting ? 'room.stopSharing' : 'room.share')} press={() => void share()} />}
        <Big icon={<MapIcon />} on={map} testid="room-map" word={t('room.map')} press={() => setMap(!map)} />
        <span className="grow" />
        {conference.broadcast != null && control && <button className="button" data-testid="stop-broadcast" onClick={() => act({ type: 'broadcast', conference: id, site: null })}><Undo2 size={15} aria-hidden="true" />{t('room.stopBroadcast')}</button>}
        {!conference.chair && site && <button className="button" onClick={() => act({ type: 'request_chair', conference: id })}>{t('room.takeChair')}</button>}
        {control && conference.presenter != null && !presenting && <button className="button" data-testid="take-back" onClick={() => act({ type: 'stop_presentation', conference: id })}>{t('room.takeBack')}</button>}
        {control && <button className="button" data-testid="invite" onClick={() => setInviting(!inviting)}>{t('room.invite')}</button>}
        {control && (
          conference.recording != null
            ? <Big icon={<Square />} testid="stop-recording" word={t('room.stopRecording')} press={() => act({ type: 'stop_recording', conference: id })} />
            : <Big icon={<Circle />} testid="start-recording" word={t('room.startRecording')} press={() => act({ type: 'start_recording', conference: id })} />
        )}
        {site && (
          <Big
            icon={<LogOut />} danger testid="leave" word={t('room.leave')}
            press={() => {
              leave();
              act({ type: 'leave_conference', conference: id });
            }}
          />
        )}
        {(control || conference.created_by === me.id) && (
          ending
            ? <span className="row"><button className="button danger" data-testid="end-sure" onClick={() => act({ type: 'end_conference', conference: id })}>{t('room.endSure', { count: present(conference).length })}</button><button className="button" onClick={() => setEnding(false)}>{t('room.keep')}</button></span>
            : <Big icon={<PhoneOff />} danger testid="end" word={t('room.end')} press={() => setEnding(true)} />
        )}
      </div>
    </>
  );
}

interface BigProps { icon: ReactNode; word: string; note?: string; on?: boolean; danger?: boolean; disabled?: boolean; testid: string; press: () => void }

/** A button that states the present. */
function Big({ icon, word, note, on, danger, disabled, testid, press }: BigProps) {
  return (
    <button className={`big ${on ? 'on' : ''} ${danger ? 'danger' : ''}`} aria-pressed={on} disabled={disabled} data-testid={testid} onClick={press}>
      <span className="icon" aria-hidden="true">{icon}</span>
      <b>{word}</b>
      {note && <span className="note">{note}</span>}
    </button>
  );
}
