// The pointers of the other sites, each with its name, as they move.
import { Marker } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { useT } from '../../shell/i18n';
import type { CountyMap } from '../CountyMap';
import type { Pointer } from './sharing';

const ARROW = '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 1l12 5-5 2-2 6z"/></svg>';

function element(): HTMLElement {
  const made = document.createElement('div');
  made.className = 'map-pointer';
  made.innerHTML = ARROW;
  made.append(document.createElement('span'));
  return made;
}

interface Props { map: CountyMap | null; pointers: ReadonlyMap<number, Pointer>; nameOf: (site: number) => string }

export function Pointers({ map, pointers, nameOf }: Props) {
  const t = useT();
  const markers = useRef(new Map<number, Marker>());
  useEffect(() => {
    if (!map) return;
    for (const [site, marker] of markers.current) {
      if (pointers.has(site)) continue;
      marker.remove();
      markers.current.delete(site);
    }
    for (const { site, position, drawing } of pointers.values()) {
      let marker = markers.current.get(site);
      if (!marker) {
        marker = new Marker({ element: element(), anchor: 'top-left' }).setLngLat([position.lon, position.lat]).addTo(map.map);
        markers.current.set(site, marker);
      }
      marker.setLngLat([position.lon, position.lat]);
      const node = marker.getElement();
      node.dataset.site = String(site);
      node.dataset.testid = 'map-pointer';
      node.classList.toggle('drawing', drawing);
      node.lastElementChild!.textContent = drawing ? t('shared.drawing', { name: nameOf(site) }) : nameOf(site);
    }
  }, [map, pointers, nameOf, t]);
  useEffect(() => {
    const held = markers.current;
    return () => {
      for (const marker of held.values()) marker.remove();
      held.clear();
    };
  }, [map]);
  return null;
}
