// 大屏: what the log says this wall shows. No controls, no scrolling text, nothing under 26 px; an operator drives it from a desk.
import './wall.css';
import { Redirect } from 'wouter';
import { useEffect } from 'react';
import { useEntities, useEntity, useLink, useMe } from '../link';
import type { WallPane, WallView } from '../link/types';
import { useTitle } from '../command/title';
import { Beacon } from '../shell/Brand';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { useTheme } from '../shell/theme';
import { beijing, minuteText, ms } from '../shell/time';
import { ConferencePane } from './ConferencePane';
import { FiguresPane } from './FiguresPane';
import { IncidentPane } from './IncidentPane';
import { MapPane } from './MapPane';
import { names, useOnDuty } from '../roster/shifts';

/** A dark room: the wall is in night colours whatever its machine prefers, unless its address says otherwise. */
function useNight() {
  useEffect(() => {
    if (!new URLSearchParams(location.search).has('theme')) useTheme.setState({ theme: 'night' });
  }, []);
}

function Head({ wall }: { wall: WallView }) {
  const t = useT();
  const now = useNow();
  const me = useMe();
  const title = useTitle(me.mode);
  const connection = useLink((state) => state.connection);
  const shift = useOnDuty();
  const incident = useEntity('incident', wall.scene.incident);
  const day = beijing(now);
  const stopped = connection.state === 'reconnecting' || connection.state === 'offline' ? minuteText(connection.since) : null;
  return (
    <header className="wall-head">
      <Beacon size={44} /><b>{t('wall.centre', { name: me.jurisdiction_name })}</b>
      {incident && <span className="wall-soft">{title(incident.facts.title)}</span>}
      {me.mode !== 'real' && <span className="wall-drill">{t(`mode.${me.mode}`)}</span>}
      <span className="grow" />
      {stopped === null
        ? <span className="wall-soft"><i className="dot ok" /> {t('link.live')}</span>
        : <span className="wall-stopped" role="status">{t('wall.stopped', { time: stopped })}</span>}
      {shift && <span className="wall-soft" data-testid="wall-on-duty">{t('shift.on')} {names(shift.officers)} · {t('shift.leads')} {shift.leader.name}</span>}
      <span className="wall-soft">{wall.name}</span>
      <span className="wall-soft">{t('wall.date', day as unknown as Record<string, unknown>)} {t(`weekday.${day.weekday}`)}</span>
      <time className="wall-clock">{minuteText(now)}</time>
    </header>
  );
}

function Pane({ pane, wall }: { pane: WallPane; wall: WallView }) {
  switch (pane) {
    case 'figures': return <FiguresPane wall={wall} />;
    case 'incident': return <IncidentPane wall={wall} />;
    case 'map': return <MapPane wall={wall} />;
    case 'conference': return <ConferencePane wall={wall} />;
  }
}

/** Widths of panes in parts: pictures and map grow, words keep to what they need. */
const WIDTH: Record<WallPane, string> = { figures: 'minmax(440px, 0.8fr)', incident: 'minmax(560px, 1.1fr)', map: 'minmax(0, 1.72fr)', conference: 'minmax(0, 1.32fr)' };

function Picture({ wall }: { wall: WallView }) {
  const { panes } = wall.scene;
  return (
    <div className="wall" data-testid="wall" data-wall={wall.id} data-panes={panes.join(' ')} data-version={wall.version} data-arranged={ms(wall.arranged_at)}>
      <Head wall={wall} />
      <main className="wall-body" style={{ gridTemplateColumns: panes.map((pane) => WIDTH[pane]).join(' ') }}>
        {panes.map((pane) => <Pane key={pane} pane={pane} wall={wall} />)}
      </main>
    </div>
  );
}

export default function Wall({ id }: { id: string | null }) {
  const t = useT();
  useNight();
  const walls = useEntities('wall');
  const loaded = useLink((state) => state.loaded);
  const first = [...walls.values()][0];
  if (!loaded) return <div className="wall" data-testid="wall-waiting" />;
  if (id === null && first) return <Redirect to={`/wall/${first.id}`} replace />;
  const wall = id === null ? undefined : walls.get(id);
  if (!wall) return <div className="wall wall-empty" data-testid="wall-none"><p>{t(id === null ? 'wall.none' : 'wall.unknown', { id })}</p></div>;
  return <Picture wall={wall} />;
}
