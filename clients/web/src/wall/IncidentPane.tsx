// The chosen incident: level, state, place, and the newest of its timeline.
import { useEntity } from '../link';
import type { WallView } from '../link/types';
import { useT } from '../shell/i18n';
import { SeverityChip, StateChip, useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';

/** As many lines as a wall of 1080 pixels holds. */
const LINES = 9;

export function IncidentPane({ wall }: { wall: WallView }) {
  const t = useT();
  const now = useNow();
  const incident = useEntity('incident', wall.scene.incident);
  if (!incident) return <section className="wall-pane wall-empty" data-testid="wall-incident"><p>{t('wall.noChosen')}</p></section>;
  const lines = [...incident.timeline].sort((a, b) => b.seq - a.seq).slice(0, LINES);
  return (
    <section className="wall-pane wall-incident" data-testid="wall-incident" aria-label={t('wall.panes.incident')}>
      <h2>{incident.facts.title}</h2>
      <p className="wall-marks"><SeverityChip severity={incident.facts.severity} /><StateChip state={incident.state} /><span className="wall-soft">{incident.number} · {incident.facts.place.text}</span></p>
      <ol>
        {lines.map((line) => (
          <li key={line.seq} data-kind={line.kind}><time>{momentText(ms(line.at), now)}</time><div><b>{t(`incident.kind.${line.kind}`)}</b> <span className="wall-soft">{line.actor}</span><p>{line.text}</p></div></li>
        ))}
      </ol>
    </section>
  );
}
