// 现在: what a branch site needs to know, and nothing else.
import { EyeOff, Headphones, HeadphoneOff, Eye, Mic, MicOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConferenceView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { useCallVersion } from '../useCall';

export function Now({ conference, site, call, speaking }: { conference: ConferenceView; site: SiteView | undefined; call: Call; speaking: ReadonlySet<number> }) {
  const t = useT();
  useCallVersion(call);
  const names = conference.sites.filter((each) => speaking.has(each.id)).map((each) => each.name);
  const closed = !site?.microphone_on || site.muted_by_chair;
  const hearing = call.receive.state.state === 'connected';
  const seen = site?.publishing.camera === true;
  return (
    <section className="panel now" aria-label={t('room.now')}>
      <header><h2>{t('room.now')}</h2></header>
      <ul>
        <Fact icon={hearing ? <Headphones /> : <HeadphoneOff />} good={hearing} word={t(hearing ? 'room.hearing' : 'room.notHearing')} note={names.length > 0 ? t('room.speakingNow', { names: names.join('、') }) : t('room.quiet')} />
        <Fact icon={closed ? <MicOff /> : <Mic />} good={!closed} word={t(closed ? 'room.microphoneIsClosed' : 'room.microphoneIsOpen')} note={t(site?.muted_by_chair ? 'control.closedByChairOpens' : closed ? 'room.closedByYou' : 'room.allHear')} />
        <Fact icon={seen ? <Eye /> : <EyeOff />} good={seen} word={t(seen ? 'room.cameraSeen' : 'room.cameraNotSeen')} note={site?.devices.camera ? t(site.camera_on ? 'control.cameraSends' : 'room.camera.off') : t('room.joinedWithout')} />
      </ul>
    </section>
  );
}

export function Fact({ icon, good, word, note }: { icon: ReactNode; good: boolean; word: string; note: string }) {
  return <li><span className={`icon ${good ? 'good' : ''}`} aria-hidden="true">{icon}</span><span><b>{word}</b><span className="note">{note}</span></span></li>;
}
