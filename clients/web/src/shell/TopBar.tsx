import { ChevronDown } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useEntities, useLink, useMe, useOutbox } from '../link';
import { OPEN_STATES } from '../command/states';
import { useMine } from '../order/mine';
import { open } from '../order/rail';
import { Beacon } from './Brand';
import { setLanguage, useLanguage, useT } from './i18n';
import { useNow, WarningSign } from './marks';
import { Nav, type NavCounts } from './Nav';
import { logout } from './session';
import { useTheme } from './theme';
import { OnDuty } from '../roster/OnDuty';
import { Search } from '../search/Search';
import { ArrangeWalls } from '../wall/ArrangeWalls';
import { beijing, clockText, ms } from './time';

function Clock() {
  const t = useT();
  const now = useNow();
  const day = beijing(now);
  return (
    <>
      <span className="date">{t('date', day as unknown as Record<string, unknown>)} {t(`weekday.${day.weekday}`)}</span>
      <time className="clock" data-testid="clock" aria-label={clockText(now)}>{clockText(now)}</time>
    </>
  );
}

function ConnectionDot() {
  const t = useT();
  const state = useLink((link) => link.connection.state);
  const { waiting } = useOutbox();
  const tone = state === 'live' ? 'ok' : state === 'offline' ? 'bad' : 'wait';
  const word = state === 'live' ? 'link.live' : state === 'offline' ? 'link.offlineShort' : state === 'reconnecting' ? 'link.reconnecting' : 'link.connecting';
  return (
    <span className="row" data-testid="connection" data-state={state} style={{ gap: 6 }}>
      <span className={`dot ${tone}`} /> <span className={state === 'live' ? 'connection-word' : ''}>{t(word)}</span>
      {waiting > 0 && <span className="chip waiting" data-testid="outbox-waiting">{t('link.waitingShort', { count: waiting })}</span>}
    </span>
  );
}

function Warnings() {
  const warnings = useEntities('warning');
  const inForce = [...warnings.values()].filter((warning) => !warning.superseded && warning.facts.message_type !== 'Cancel');
  const rank = { red: 0, orange: 1, yellow: 2, blue: 3, none: 4 };
  inForce.sort((a, b) => rank[a.facts.colour ?? 'none'] - rank[b.facts.colour ?? 'none'] || b.received_at - a.received_at);
  const now = useNow();
  return (
    <span className="row warnings" data-testid="warnings">
      {inForce.filter((warning) => !warning.facts.expires_at || ms(warning.facts.expires_at) > now).slice(0, 3).map((warning) => <WarningSign key={warning.id} warning={warning} />)}
    </span>
  );
}

/** Theme, language, password, logout; `children` come first. */
export function AccountMenu({ children }: { children?: (close: () => void) => ReactNode }) {
  const t = useT();
  const me = useMe();
  const language = useLanguage();
  const { theme, setTheme } = useTheme();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const [, go] = useLocation();
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    addEventListener('pointerdown', away);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', away);
      removeEventListener('keydown', escape);
    };
  }, [open]);
  const choose = (act: () => void) => () => {
    setOpen(false);
    act();
  };
  return (
    <div className="menu row" ref={box}>
      <button className="button plain" aria-expanded={open} aria-haspopup="true" aria-label={`${me.name} · ${t('nav.account')}`} data-testid="account-menu" onClick={() => setOpen(!open)} style={{ padding: '0 4px' }}>
        {me.name}<ChevronDown size={14} aria-hidden="true" />
      </button>
      {open && (
        <div className="list">
          <p className="small muted" style={{ padding: '4px 12px' }}>{me.unit_name} · {t(`role.${me.role}`)}</p>
          {children?.(() => setOpen(false))}
          <button className="button plain" data-testid="switch-theme" onClick={choose(() => setTheme(theme === 'day' ? 'night' : 'day'))}>{t(theme === 'day' ? 'nav.night' : 'nav.day')}</button>
          <button className="button plain" onClick={choose(() => setLanguage(language === 'zh' ? 'en' : 'zh'))}>{t('nav.language')}</button>
          <button className="button plain" onClick={choose(() => go('/password'))}>{t('nav.password')}</button>
          <button className="button plain" data-testid="logout" onClick={choose(() => void logout())}>{t('nav.logout')}</button>
        </div>
      )}
    </div>
  );
}

/** Figures beside the names of pages: how many incidents and conferences are open, how many records wait for a person. */
function useCounts(): NavCounts {
  const incidents = useEntities('incident');
  const records = useEntities('feed_record');
  const conferences = useEntities('conference');
  const mine = useMine();
  return {
    tasks: { count: mine.filter(({ row }) => open(row)).length, urgent: true },
    duty: { count: [...records.values()].filter((record) => record.fate.type === 'pending').length, urgent: true },
    incidents: { count: [...incidents.values()].filter((incident) => OPEN_STATES.has(incident.state)).length, urgent: false },
    conferences: { count: [...conferences.values()].filter((conference) => !conference.ended_at).length, urgent: false },
  };
}

export function TopBar() {
  const t = useT();
  const me = useMe();
  const counts = useCounts();
  return (
    <div className="topbar" role="banner">
      <a className="visually-hidden" href="#main">{t('nav.skip')}</a>
      <Link className="brand" href="/"><Beacon /> {t('brand')} <small>{me.jurisdiction_name}{t('product')}</small></Link>
      <Nav counts={counts} />
      <div className="state">
        <Search />
        <Warnings />
        <ConnectionDot />
        <OnDuty />
        <ArrangeWalls />
        <span className="who">{me.unit_name}</span>
        <AccountMenu />
        <Clock />
      </div>
    </div>
  );
}
