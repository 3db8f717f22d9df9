// The room's top line: which conference, that it is recorded, who is here, how the control channel is, the clock.
import { CircleHelp, House } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { live, useEntities, useLink } from '../link';
import type { ConferenceView } from '../link/types';
import { Beacon } from '../shell/Brand';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { AccountMenu } from '../shell/TopBar';
import { clockText, ms, spanText } from '../shell/time';
import { TimeLeft } from './door/Door';
import { present } from './sites';

interface Props {
  conference: ConferenceView;
  /** Name of the own site; `null` on the console, which is about the conference. */
  site: string | null;
  help: () => void;
  /** Between the title and the figures. */
  children?: ReactNode;
  /** Left of the clock. */
  state?: ReactNode;
}

export function RoomBar({ conference, site, help, children, state }: Props) {
  const t = useT();
  const now = useNow();
  const incident = useEntities('incident').get(conference.incident ?? -1);
  return (
    <header className="room-bar">
      <Link className="brand" href="/" aria-label={`${t('brand')} · ${t('control.home')}`} title={t('control.home')}><Beacon /><span className="brand-word">{t('brand')}</span></Link>
      <h1>{site === null ? conference.title : t('room.siteTitle', { name: site })}</h1>
      {site !== null && <span className="soft sub">{conference.title}</span>}
      {site === null && incident && incident.facts.title !== conference.title && <Link href={`/incident/${incident.id}`} className="chip outlined incident-chip">{t('control.incident')}</Link>}
      <Recorded conference={conference} quiet={site !== null} />
      {children}
      <span className="grow" />
      {site === null && (
        <span className="soft counts">
          {t('room.due', { all: conference.sites.length })} · <b>{t('room.here', { here: present(conference).length })}</b>
          <span className="running"> · {t('room.running', { span: spanText(now - ms(conference.created_at)) })}</span>
        </span>
      )}
      <TimeLeft conference={conference} />
      {state}
      <Channel />
      <AccountMenu>
        {(close) => <Places close={close} help={help} />}
      </AccountMenu>
      <time className="clock" data-testid="clock" aria-label={clockText(now)}>{clockText(now)}</time>
    </header>
  );
}

function Places({ close, help }: { close: () => void; help: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  return (
    <>
      <button className="button plain" onClick={() => { close(); go('/'); }}><House size={15} aria-hidden="true" />{t('control.home')}</button>
      <button className="button plain" data-testid="room-help" onClick={() => { close(); help(); }}><CircleHelp size={15} aria-hidden="true" />{t('control.help')}</button>
    </>
  );
}

function Recorded({ conference, quiet }: { conference: ConferenceView; quiet: boolean }) {
  const t = useT();
  const now = useNow();
  if (conference.recording == null || conference.recording_since == null) return null;
  return (
    <span className={`recording ${quiet ? 'quiet' : ''}`} role="status" aria-live="off" data-testid="recording">
      <i aria-hidden="true" />
      {quiet ? t('control.beingRecorded') : t('room.recording', { span: spanText(now - ms(conference.recording_since)) })}
      {!quiet && <span className="small told">{t('room.told')}</span>}
    </span>
  );
}

/** 控制通道: the live connection, by its last round trip. */
function Channel() {
  const t = useT();
  useNow();
  const state = useLink((link) => link.connection.state);
  const there = live.clock.roundTrip;
  const fine = state === 'live';
  return (
    <span className="channel" data-testid="connection" data-state={state}>
      <span className={`dot ${fine ? 'ok' : 'wait'}`} />
      <span className="channel-word">{fine ? (there === null ? t('control.channel') : t('control.channelMs', { ms: there })) : t('link.reconnecting')}</span>
    </span>
  );
}
