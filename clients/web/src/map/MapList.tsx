// The map in words, for whoever cannot see or point at it: incidents, gauges with value, source and time, warnings.
import { X } from 'lucide-react';
import { OPEN_STATES } from '../command/states';
import { useEntities } from '../link';
import type { StationView, Wgs84 } from '../link/types';
import { useT } from '../shell/i18n';
import { SeverityChip, useNow, WarningSign } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { STALE_MS } from './features';

function Reading({ station, now }: { station: StationView; now: number }) {
  const t = useT();
  const { latest } = station;
  if (!latest) return <span className="muted small">{t('map.noReading')}</span>;
  const age = now - ms(latest.observed_at);
  const figures = [
    latest.level_m != null ? `${t('map.level')} ${latest.level_m.toFixed(2)} m` : null,
    latest.rain_mm != null ? `${t('map.rain')} ${latest.rain_mm} mm` : null,
  ].filter(Boolean).join(' ');
  return (
    <span className="small">
      <span style={age > STALE_MS ? { color: 'var(--t3)', textDecoration: 'underline dashed' } : undefined}>{figures}</span>{' '}
      {age > STALE_MS ? <span className="chip waiting">{t('map.stale', { minutes: Math.floor(age / 60_000) })}</span> : <span className="muted">{momentText(ms(latest.observed_at), now)}</span>}
      {station.over && age <= STALE_MS && <span className="chip bad" style={{ marginLeft: 4 }}>{t('map.over')}</span>}
      <span className="muted"> · {t('map.source', { source: station.source })}</span>
    </span>
  );
}

interface Props { only: number[] | null; onClose: () => void; onIncident: (id: number) => void; onLook: (position: Wgs84) => void }

export function MapList({ only, onClose, onIncident, onLook }: Props) {
  const t = useT();
  const now = useNow();
  const incidents = [...useEntities('incident').values()].filter((each) => (only ? only.includes(each.id) : each.facts.place.position && OPEN_STATES.has(each.state)));
  const everyStation = useEntities('station');
  const everyWarning = useEntities('warning');
  const stations = only ? [] : [...everyStation.values()];
  const everyResource = useEntities('resource');
  const everyHazard = useEntities('hazard');
  const everyTarget = useEntities('protection_target');
  const listed = only ? [] : [
    ...[...everyHazard.values()].map((each) => ({ key: `h/${each.id}`, facts: each.facts, kind: t('resource.list.hazard') })),
    ...[...everyTarget.values()].map((each) => ({ key: `t/${each.id}`, facts: each.facts, kind: t('resource.list.protection_target') })),
    ...[...everyResource.values()].map((each) => ({ key: `r/${each.id}`, facts: each.facts, kind: `${t(`plan.resourceKind.${each.kind}`)} · ${t('resource.free', { free: each.free, all: `${each.facts.amount} ${each.facts.measure ?? ''}` })}` })),
  ];
  const warnings = only ? [] : [...everyWarning.values()].filter((warning) => !warning.superseded);
  return (
    <div className="map-float map-list" data-testid="map-list" role="region" aria-label={t('map.list')}>
      <div className="row" style={{ padding: '4px 4px 0 12px' }}><h2 className="grow">{t('map.list')}</h2><button className="button plain" aria-label={t('map.close')} onClick={onClose}><X size={15} /></button></div>
      {incidents.length + stations.length + warnings.length + listed.length === 0 && <p className="muted" style={{ padding: 12 }}>{t('map.nothing')}</p>}
      <ul>
        {incidents.map((incident) => (
          <li key={incident.id}><button onClick={() => onIncident(incident.id)}><span className="grow">{incident.facts.title}<br /><span className="muted small">{incident.facts.place.text}</span></span><SeverityChip severity={incident.facts.severity} /></button></li>
        ))}
      </ul>
      {stations.length > 0 && <h3>{t('map.stations')}</h3>}
      <ul>
        {stations.map((station) => (
          <li key={station.id}><button onClick={() => onLook(station.position)}><span className="grow">{station.name}<br /><Reading station={station} now={now} /></span></button></li>
        ))}
      </ul>
      {listed.length > 0 && <h3>{t('map.resources')}</h3>}
      <ul>
        {listed.map((each) => (
          <li key={each.key}><button disabled={!each.facts.place.position} onClick={() => each.facts.place.position && onLook(each.facts.place.position)}><span className="grow">{each.facts.name}<br /><span className="muted small">{each.kind}</span></span></button></li>
        ))}
      </ul>
      {warnings.length > 0 && <h3>{t('map.warnings')}</h3>}
      <ul>
        {warnings.map((warning) => <li key={warning.id} className="row" style={{ padding: '4px 12px' }}><WarningSign warning={warning} /><span className="small muted">{momentText(ms(warning.facts.sent_at), now)}</span></li>)}
      </ul>
    </div>
  );
}
