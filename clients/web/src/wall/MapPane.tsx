// The wall's map: the whole county, the chosen incident, a fixed view, or whatever the leader of the shared map shows. It is
// drawn at twice its size, so that every label on it can be read from the back of the room.
import { useEffect, useMemo, useState } from 'react';
import { useEntity } from '../link';
import type { WallMap, WallView } from '../link/types';
import type { CountyMap } from '../map/CountyMap';
import { LAYERS, MapView } from '../map/MapView';
import { Pointers } from '../map/shared/Pointers';
import { layersOf, useSharedMap } from '../map/shared/sharing';
import { useT } from '../shell/i18n';

const ALL = layersOf(LAYERS);
const NEAR = 12;

export function MapPane({ wall }: { wall: WallView }) {
  const t = useT();
  const { scene } = wall;
  const aim: WallMap = scene.map ?? { type: 'county' };
  const [map, setMap] = useState<CountyMap | null>(null);
  const incident = useEntity('incident', scene.incident);
  const conference = useEntity('conference', scene.conference);
  const { shared } = useSharedMap(aim.type === 'leader' ? scene.conference ?? null : null);
  const view = aim.type === 'fixed' ? aim.view : aim.type === 'leader' ? shared.view : null;
  const place = incident?.facts.place.position;
  const near = aim.type !== 'county' && view === null ? place : null;

  useEffect(() => {
    if (!map) return;
    if (view) map.follow(view);
    else if (near) map.follow({ centre: near, zoom: NEAR });
    else map.goHome(false);
  }, [map, view?.centre.lon, view?.centre.lat, view?.zoom, near?.lon, near?.lat]);
  const names = useMemo(() => new Map(conference?.sites.map((site) => [site.id, site.name])), [conference?.sites]);
  const nameOf = useMemo(() => (site: number) => names.get(site) ?? '', [names]);
  return (
    <section className="wall-pane wall-map" data-testid="wall-map" data-view={aim.type} aria-label={t('wall.panes.map')}>
      <div className="wall-map-scaled">
        <MapView bare selected={scene.incident ?? null} layers={view ? layersOf(view.layers) : ALL} onMap={setMap}>
          <Pointers map={map} pointers={shared.pointers} nameOf={nameOf} />
        </MapView>
      </div>
      <p className="wall-map-note">{t('wall.mapNote')}{shared.leader !== null && ` · ${t('shared.leads', { name: nameOf(shared.leader) })}`}</p>
    </section>
  );
}
