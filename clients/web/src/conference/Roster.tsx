// 会场: who is here, who is called, who is gone; and what the chair may do to each.
import { Camera, CameraOff, Mic, MicOff, Phone, PhoneOff, Radio, Trash2 } from 'lucide-react';
import { useEntities, useMe } from '../link';
import type { ConferenceView, Input, SiteView, UnitKind } from '../link/types';
import { useT, type Translate } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { minuteText, ms, spanText } from '../shell/time';
import { iControl, present } from './sites';

const GROUPS = ['chair', 'departments', 'townships', 'others'] as const;
type Group = (typeof GROUPS)[number];

function groupOf(conference: ConferenceView, site: SiteView, kind: UnitKind | undefined): Group {
  if (site.id === conference.chair_site) return 'chair';
  if (kind === 'township') return 'townships';
  return kind && kind !== 'other' && kind !== 'centre' ? 'departments' : 'others';
}

interface Props { conference: ConferenceView; speaking: ReadonlySet<number>; act: (input: Input) => void; selected: number | null; select: (site: number) => void }

export function Roster({ conference, speaking, act, selected, select }: Props) {
  const t = useT();
  const me = useMe();
  const units = useEntities('unit');
  const control = iControl(conference, me);
  const kindOf = (site: SiteView) => (site.unit ? units.get(site.unit)?.kind : undefined);
  const absent = conference.sites.filter((site) => site.presence.type !== 'present' && site.presence.type !== 'ringing');
  return (
    <aside className="panel roster" aria-label={t('room.sites')}>
      <header>
        <h2>{t('room.sites')}</h2>
        <span className="muted grow" data-testid="presence-count">{t('room.presentCount', { here: present(conference).length, all: conference.sites.length })}</span>
        {control && absent.length > 0 && (
          <button className="button" data-testid="ring-absent" onClick={() => absent.forEach((site) => act({ type: 'ring_site', conference: conference.id, site: site.id }))}>
            <Phone size={14} aria-hidden="true" />{t('room.ringAll', { count: absent.length })}
          </button>
        )}
      </header>
      <div className="roster-list">
        {GROUPS.map((group) => {
          const sites = conference.sites.filter((site) => groupOf(conference, site, kindOf(site)) === group);
          if (sites.length === 0) return null;
          return (
            <section key={group}>
              <h3>{t(`room.groups.${group}`, { count: sites.length })}</h3>
              <ul>
                {sites.map((site) => (
                  <Row key={site.id} {...{ conference, site, act, control, select }} speaking={speaking.has(site.id)} selected={selected === site.id} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {control && (
        <footer>
          <button className="button" data-testid="mute-all" onClick={() => act({ type: 'mute_all', conference: conference.id, muted: true, except: [] })}>{t('room.muteAll')}</button>
          <button className="button" data-testid="open-all" onClick={() => act({ type: 'mute_all', conference: conference.id, muted: false, except: [] })}>{t('room.openAll')}</button>
          <span className="muted small grow" style={{ textAlign: 'right' }}><kbd>M</kbd> {t('room.oneSite')}</span>
        </footer>
      )}
    </aside>
  );
}

interface RowProps { conference: ConferenceView; site: SiteView; speaking: boolean; control: boolean; act: (input: Input) => void; selected: boolean; select: (site: number) => void }

function Row({ conference, site, speaking, control, act, selected, select }: RowProps) {
  const t = useT();
  const now = useNow();
  const here = site.presence.type === 'present';
  const id = conference.id;
  return (
    <li className={`${here ? '' : 'away'} ${selected ? 'selected' : ''}`} data-testid="roster-row" data-site={site.id} data-presence={site.presence.type} onClick={() => select(site.id)}>
      <span className="grow name">{site.name}</span>
      {conference.broadcast === site.id && <span className="chip acting">{t('room.broadcasting')}</span>}
      {conference.presenter === site.id && <span className="chip">{t('room.presentation')}</span>}
      {!here && <span className="small">{presenceText(t, site, now)}</span>}
      {here && (
        <>
          {speaking && <span className="chip done">{t('room.speaking')}</span>}
          <button
            className="icon-button" disabled={!control} aria-pressed={site.muted_by_chair} data-testid="row-mute"
            title={t(site.muted_by_chair ? 'room.open' : 'room.mute')} aria-label={`${site.name} ${t(site.muted_by_chair ? 'room.open' : 'room.mute')}`}
            onClick={() => act({ type: 'mute_site', conference: id, site: site.id, muted: !site.muted_by_chair })}
          >
            {site.microphone_on && !site.muted_by_chair ? <Mic size={15} /> : <MicOff size={15} />}
          </button>
          <span title={t(site.publishing.camera ? 'room.hasPicture' : 'room.noPicture')}>{site.publishing.camera ? <Camera size={15} aria-label={t('room.hasPicture')} /> : <CameraOff size={15} aria-label={t('room.noPicture')} />}</span>
        </>
      )}
      {control && (
        <span className="row-actions">
          {here ? (
            <>
              <button className="icon-button" data-testid="row-broadcast" title={t('room.broadcast')} aria-label={`${site.name} ${t('room.broadcast')}`} onClick={() => act({ type: 'broadcast', conference: id, site: conference.broadcast === site.id ? null : site.id })}><Radio size={15} /></button>
              <button className="icon-button" data-testid="row-hang-up" title={t('room.hangUp')} aria-label={`${site.name} ${t('room.hangUp')}`} onClick={() => act({ type: 'hang_up_site', conference: id, site: site.id })}><PhoneOff size={15} /></button>
            </>
          ) : (
            <button className="icon-button" data-testid="row-ring" title={t('room.ring')} aria-label={`${site.name} ${t('room.ring')}`} onClick={() => act({ type: 'ring_site', conference: id, site: site.id })}><Phone size={15} /></button>
          )}
          <button className="icon-button" data-testid="row-remove" title={t('room.remove')} aria-label={`${site.name} ${t('room.remove')}`} onClick={() => act({ type: 'remove_site', conference: id, site: site.id })}><Trash2 size={15} /></button>
        </span>
      )}
    </li>
  );
}

function presenceText(t: Translate, site: SiteView, now: number): string {
  switch (site.presence.type) {
    case 'ringing': return t('room.ringingFor', { span: spanText(now - ms(site.presence.since)) });
    case 'declined': return t('room.declined', { reason: site.presence.reason || t('room.noReason') });
    case 'absent': return t(`room.away.${site.presence.why}`, { time: minuteText(ms(site.presence.since)) });
    case 'present': return '';
  }
}
