import { useEntities } from '../link';

export function DutyDesk() {
  const incidents = useEntities('incident');
  return <ul data-testid="queue">{[...incidents.values()].map((incident) => <li key={incident.id} data-testid="incident-row">{incident.facts.title}</li>)}</ul>;
}
