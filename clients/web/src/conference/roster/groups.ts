// The roster's groups, and an order that does not change while people come and go.
import type { ConferenceView, SiteView, UnitKind } from '../../link/types';

export const GROUPS = ['chair', 'departments', 'townships', 'others'] as const;
export type Group = (typeof GROUPS)[number];

function groupOf(conference: ConferenceView, site: SiteView, kind: UnitKind | undefined): Group {
  if (site.id === conference.chair_site) return 'chair';
  if (kind === 'township') return 'townships';
  return kind && kind !== 'other' && kind !== 'centre' ? 'departments' : 'others';
}

/** Groups that have sites; in each, the order of invitation. */
export function grouped(conference: ConferenceView, kindOf: (site: SiteView) => UnitKind | undefined): { group: Group; sites: SiteView[] }[] {
  const sorted = [...conference.sites].sort((a, b) => a.id - b.id);
  return GROUPS.map((group) => ({ group, sites: sorted.filter((site) => groupOf(conference, site, kindOf(site)) === group) })).filter(({ sites }) => sites.length > 0);
}
