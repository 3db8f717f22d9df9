// Where a hit is shown.
import type { SearchHit } from '../link/types';

export function pathOf(hit: SearchHit): string {
  const { kind, id } = hit.key;
  if (kind === 'incident') return `/incident/${id}`;
  if (kind === 'document') return `/document/${id}`;
  if (kind === 'plan') return '/plans';
  if (kind === 'resource' || kind === 'hazard' || kind === 'protection_target') return '/plans/resources';
  if (kind === 'issued_warning') return `/warnings/${id}`;
  if (kind === 'message') return '/conferences';
  return hit.incident != null ? `/incident/${hit.incident}` : '/duty';
}
