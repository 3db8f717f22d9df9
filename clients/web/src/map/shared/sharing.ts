// 同图会商: this page's part in the shared map of a conference. Pointers and views go out at most ten times a second and
// are never kept; who leads is what the node says.
import { useCallback, useEffect, useState } from 'react';
import { live, onMessage, useLink } from '../../link';
import type { MapLayer, SharedMapAct, Viewpoint, Wgs84 } from '../../link/types';
import type { CountyMap } from '../CountyMap';
import { LAYERS, type Layers } from '../MapView';

export interface Pointer { site: number; position: Wgs84; drawing: boolean }
export interface Shared { leader: number | null; view: Viewpoint | null; watching: readonly number[]; pointers: ReadonlyMap<number, Pointer> }

const NOTHING: Shared = { leader: null, view: null, watching: [], pointers: new Map() };
const GAP_MS = 100;

/** What the node says of the shared map, and a way to act on it. */
export function useSharedMap(conference: number | null): { shared: Shared; act: (act: SharedMapAct) => void } {
  const [shared, setShared] = useState(NOTHING);
  const connected = useLink((state) => state.connection.state === 'live');
  useEffect(() => onMessage('shared_map', (message) => {
    if (message.conference !== conference) return;
    const { leader, view, watching, pointers } = message.map;
    setShared((before) => {
      const now = new Map(before.pointers);
      for (const { site, position, drawing } of pointers) {
        if (position) now.set(site, { site, position, drawing });
        else now.delete(site);
      }
      return { leader: leader ?? null, view: view ?? null, watching, pointers: now };
    });
  }), [conference]);
  // Said again at every connect: the node forgets a page that went away.
  useEffect(() => {
    setShared(NOTHING);
    if (!connected || conference === null) return;
    live.send({ type: 'shared_map', conference, act: { type: 'open' } });
    return () => void live.send({ type: 'shared_map', conference, act: { type: 'close' } });
  }, [conference, connected]);
  const act = useCallback((what: SharedMapAct) => {
    if (conference !== null) live.send({ type: 'shared_map', conference, act: what });
  }, [conference]);
  return { shared, act };
}

/** Lets only the newest through, at most every tenth of a second; the last one always goes. */
export function paced<T>(send: (value: T) => void, gap = GAP_MS): (value: T) => void {
  let waiting: { value: T } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    if (!waiting) return;
    send(waiting.value);
    waiting = null;
    timer = setTimeout(flush, gap);
  };
  return (value) => {
    waiting = { value };
    timer ??= setTimeout(flush, 0);
  };
}

export const layerList = (layers: Layers): MapLayer[] => LAYERS.filter((layer) => layers[layer]);
export const layersOf = (list: readonly MapLayer[]): Layers => ({
  incidents: list.includes('incidents'), plots: list.includes('plots'), resources: list.includes('resources'), analyses: list.includes('analyses'), stations: list.includes('stations'), warnings: list.includes('warnings'),
});

/** The page's own view, as a leader shows it. */
export function viewpoint(map: CountyMap, layers: Layers): Viewpoint {
  return { ...map.view, layers: layerList(layers) };
}
