// The one authority of an incident's event.
import type { IncidentView } from '../link/types';

/** The incident of which this one is a duplicate. */
export const authorityOf = (incident: IncidentView): number | null =>
  incident.relations?.find((stands) => stands.relation === 'duplicate_of' && !stands.inverse)?.incident ?? null;
