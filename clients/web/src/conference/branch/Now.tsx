// 现在: what a branch site needs to know, and nothing else.
import { Eye, EyeOff, Hand, HeadphoneOff, Headphones, Mic, MicOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConferenceView, ScreenView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { useCallVersion } from '../useCall';

export function Now({ conference, site, screen, call, speaking }: { conference: ConferenceView; site: SiteView | undefined; screen: ScreenView | undefined; call: Call; speaking: ReadonlySet<number> }) {
  const t = useT();
  useCallVersion(call);
  const names = conference.sites.filter((each) => speaking.has(each.id)).map((each) => each.name);
  const closed = !(screen?.microphone_open ?? false);
  const connected = !call.receive.broken;
  const hearing = connected && screen?.speaker_open !== false;
  const seen = site?.publishing.camera === true;
  return (
    <section className="panel now" aria-label={t('room.now')}>
      <header><h2>{t('room.now')}</h2></header>
      <ul>
        <Fact icon={hearing ? <Headphones /> : <HeadphoneOff />} good={hearing} word={t(hearing ? 'room.hearing' : connected ? 'control.speakerClosed' : 'room.notHearing')} note={names.length > 0 ? t('room.speakingNow', { names: names.join('、') }) : t('room.quiet')} />
        <Fact icon={closed ? <MicOff /> : <Mic />} good={!closed} word={t(closed ? 'room.microphoneIsClosed' : 'room.microphoneIsOpen')} note={t(!closed ? 'room.allHear' : site?.muted_by_chair || screen?.label.operation ? 'control.closedByChairOpens' : 'room.closedByYou')} />
        <Fact icon={seen ? <Eye /> : <EyeOff />} good={seen} word={t(seen ? 'room.cameraSeen' : 'room.cameraNotSeen')} note={site?.devices.camera ? t(site.camera_on ? 'control.cameraSends' : 'room.camera.off') : t('room.joinedWithout')} />
        <Floor screen={screen} chair={conference.chair != null} />
      </ul>
    </section>
  );
}

function Floor({ screen, chair }: { screen: ScreenView | undefined; chair: boolean }) {
  const t = useT();
  const state = screen?.floor ?? { type: 'idle' as const };
  const word = state.type === 'waiting' ? t('control.asked') : state.type === 'holding' ? t('control.holding') : t('control.wantToSpeak');
  const note = state.type === 'waiting' ? t(state.ahead === 0 ? 'control.askedFirst' : 'control.askedAhead', { count: state.ahead })
    : state.type === 'holding' ? t('control.pressToRelease')
      : state.type === 'refused' ? t('control.refusedBecause', { reason: state.reason || t('room.noReason') }) : t(chair ? 'control.pressAsk' : 'control.noChair');
  return <Fact icon={<Hand />} good={state.type === 'holding'} word={word} note={note} />;
}

export function Fact({ icon, good, word, note }: { icon: ReactNode; good: boolean; word: string; note: string }) {
  return <li><span className={`icon ${good ? 'good' : ''}`} aria-hidden="true">{icon}</span><span><b>{word}</b><span className="note">{note}</span></span></li>;
}
