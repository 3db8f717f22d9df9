// The lines of the extranet between the chosen site and the centre, and what crosses them downwards: why its picture is small.
import { useEntities } from '../../link';
import type { SiteView } from '../../link/types';
import { Bar } from '../../extranet/LineBar';
import { loadOf, useLoads } from '../../extranet/loads';
import { wayOf } from '../../extranet/tree';
import { useT } from '../../shell/i18n';

/** Nothing for a chair who does not see the extranet, or a site of no administered place. */
export function SiteLines({ site }: { site: SiteView }) {
  const t = useT();
  const way = wayOf(useEntities('extranet_node'), site.unit ?? '');
  const loads = useLoads(way.length > 0);
  if (way.length === 0) return null;
  return (
    <ul className="site-lines" aria-label={t('extranet.way')} data-testid="site-lines">
      {way.map((node) => <li key={node.id} className="row"><span className="grow nowrap soft">{node.name}</span><Bar load={loadOf(loads, node, 'down')} /></li>)}
    </ul>
  );
}
