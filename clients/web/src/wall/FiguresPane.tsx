// Warnings in force, and at most seven figures, each with its time and source.
import { useEntities, useEntity } from '../link';
import type { IncidentView, StationView, WallView, WarningView } from '../link/types';
import { OPEN_STATES } from '../command/states';
import { STALE_MS } from '../map/features';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { minuteText, momentText, ms } from '../shell/time';
import { groups, headGauge, inForce, total } from './figures';

function Warning({ warning, now }: { warning: WarningView; now: number }) {
  const t = useT();
  const { facts } = warning;
  const colour = facts.colour ?? 'none';
  const until = facts.expires_at ? t('wall.until', { time: momentText(ms(facts.expires_at), now) }) : t('wall.from', { time: momentText(ms(facts.sent_at), now) });
  return <li className={`wall-warning ${colour}`}><b>{t(`colour.${colour}`)}</b><span className="grow">{facts.headline || facts.event}</span><span className="wall-soft">{until}</span></li>;
}

function Gauge({ station, now }: { station: StationView; now: number }) {
  const t = useT();
  const latest = station.latest!;
  const level = latest.level_m!;
  const limit = station.thresholds.level_m!;
  const above = level - limit;
  const stale = now - ms(latest.observed_at) > STALE_MS;
  return (
    <section className="wall-figure" data-testid="wall-gauge">
      <header><span>{t(above >= 0 ? 'wall.over' : 'wall.below', { name: station.name })}</span><span className="wall-source">{t('wall.source', { time: momentText(ms(latest.observed_at), now), source: station.source })}</span></header>
      <p><b className={stale ? 'stale' : ''}>{above >= 0 ? '+' : '−'}{Math.abs(above).toFixed(2)}</b> {t('wall.metres')}</p>
      <p className={above >= 0 && !stale ? 'wall-limit over' : 'wall-limit'}>{t('wall.limit', { limit: limit.toFixed(2), level: level.toFixed(2) })}{stale && ` · ${t('wall.stale', { minutes: Math.floor((now - ms(latest.observed_at)) / 60_000) })}`}</p>
    </section>
  );
}

export function FiguresPane({ wall }: { wall: WallView }) {
  const t = useT();
  const now = useNow();
  const everyWarning = useEntities('warning');
  const stations = useEntities('station');
  const incidents = useEntities('incident');
  const chosen = useEntity('incident', wall.scene.incident);
  const warnings = inForce(everyWarning.values(), now).slice(0, 3);
  const gauge = headGauge(stations.values());
  const open = [...incidents.values()].filter((incident) => OPEN_STATES.has(incident.state));
  const counted: readonly IncidentView[] = chosen ? [chosen] : open;
  const newest = counted.reduce((latest, incident) => Math.max(latest, ms(incident.updated_at)), 0);
  const source = newest === 0 ? t('wall.noIncident') : t('wall.source', { time: momentText(newest, now), source: chosen ? t('wall.byIncident', { number: chosen.number }) : t('wall.byAll', { count: open.length }) });
  return (
    <section className="wall-pane wall-figures" aria-label={t('wall.panes.figures')} data-testid="wall-figures">
      <ul className="wall-warnings">{warnings.length === 0 ? <li className="wall-calm">{t('wall.noWarning')}</li> : warnings.map((warning) => <Warning key={warning.id} warning={warning} now={now} />)}</ul>
      {gauge && <Gauge station={gauge} now={now} />}
      <section className="wall-figure">
        <header><span>{t('wall.moved')}</span><span className="wall-source">{source}</span></header>
        <p><b>{groups(total(counted, 'moved'))}</b> {t('wall.people')}</p>
      </section>
      <section className="wall-small">
        {(['dead', 'missing', 'trapped'] as const).map((field) => {
          const count = total(counted, field);
          return <div key={field}><span>{t(`casualties.${field}`)}</span><b className={count > 0 ? 'wait' : ''}>{groups(count)}</b></div>;
        })}
        <div><span>{t('wall.open')}</span><b>{groups(open.length)}</b></div>
      </section>
      <p className="wall-source">{t('wall.smallSource', { source, time: minuteText(now) })}</p>
    </section>
  );
}
