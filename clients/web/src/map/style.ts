// What this client draws over the base map: warnings, gauges, incidents and their clusters.
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { token } from '../shell/theme';
import { plotLayers, sketchLayers } from './plot/layers';

export const SOURCES = { warnings: 'fs-warnings', analyses: 'fs-analyses', resources: 'fs-resources', stations: 'fs-stations', incidents: 'fs-incidents', selected: 'fs-selected', plots: 'fs-plots', sketch: 'fs-sketch' } as const;
/** A CJK font by name and no `glyphs`: labels are drawn by the browser, without network. */
export const FONT = ['Noto Sans CJK SC Regular'];
export const FONT_FAMILY = "'Noto Sans SC Variable', 'Noto Sans CJK SC', sans-serif";
export const CLUSTER_RADIUS = 44;
export const CLUSTER_MAX_ZOOM = 15;

/** Shown while, and if, the base map does not come: incidents are drawn on it all the same. */
export function bareStyle(): StyleSpecification {
  return { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': token('s3') } }] };
}

const SYMBOL = { 'icon-allow-overlap': true, 'icon-ignore-placement': true } as const;

export function overlayLayers(): LayerSpecification[] {
  const level = ['match', ['get', 'colour'], 'red', token('i'), 'orange', token('ii'), 'yellow', token('iii'), 'blue', token('iv'), token('t3')] as never;
  return [
    { id: 'fs-warning-fill', type: 'fill', source: SOURCES.warnings, paint: { 'fill-color': level, 'fill-opacity': 0.05 } },
    { id: 'fs-warning-line', type: 'line', source: SOURCES.warnings, paint: { 'line-color': level, 'line-width': 2, 'line-dasharray': [4, 2] } },
    // 推演: dashed, for nobody measured where it ends.
    { id: 'fs-analysis-fill', type: 'fill', source: SOURCES.analyses, filter: ['has', 'level'], paint: { 'fill-color': token('model-gas'), 'fill-opacity': ['match', ['get', 'level'], 3, 0.5, 2, 0.3, 0.16] } },
    { id: 'fs-analysis-line', type: 'line', source: SOURCES.analyses, filter: ['has', 'level'], paint: { 'line-color': token('model-gas'), 'line-width': 1.6, 'line-dasharray': [3, 2] } },
    { id: 'fs-analysis-swing', type: 'line', source: SOURCES.analyses, filter: ['has', 'swing'], paint: { 'line-color': token('t2'), 'line-width': 1, 'line-dasharray': [2, 3] } },
    ...plotLayers(),
    {
      id: 'fs-resources', type: 'symbol', source: SOURCES.resources, minzoom: 10.5,
      layout: {
        'icon-image': ['get', 'symbol'], 'icon-size': 0.85, 'text-field': ['step', ['zoom'], '', 13, ['get', 'name']], 'text-font': FONT, 'text-size': 12,
        'text-anchor': 'top', 'text-offset': [0, 1.5], 'text-optional': true,
      },
      paint: { 'text-color': token('t1'), 'text-halo-color': token('s1'), 'text-halo-width': 1.6 },
    },
    {
      id: 'fs-stations', type: 'symbol', source: SOURCES.stations, minzoom: 9,
      layout: {
        'icon-image': ['get', 'symbol'], ...SYMBOL, 'text-field': ['step', ['zoom'], '', 11, ['get', 'label']], 'text-font': FONT, 'text-size': 12,
        'text-anchor': 'left', 'text-offset': [0.9, 0], 'text-justify': 'left', 'text-optional': true,
      },
      paint: {
        'text-color': ['match', ['get', 'tone'], 'over', token('i-text'), 'stale', token('t3'), token('t1')],
        'text-halo-color': token('s1'), 'text-halo-width': 1.6,
      },
    },
    {
      id: 'fs-clusters', type: 'symbol', source: SOURCES.incidents, filter: ['has', 'point_count'],
      layout: { 'icon-image': ['concat', 'cluster|', ['to-string', ['get', 'point_count']], '|', ['to-string', ['get', 'worst']]], ...SYMBOL },
    },
    {
      id: 'fs-incidents', type: 'symbol', source: SOURCES.incidents, filter: ['!', ['has', 'point_count']],
      layout: { 'icon-image': ['get', 'symbol'], 'symbol-sort-key': ['-', 10, ['get', 'rank']], ...SYMBOL },
    },
    {
      id: 'fs-analysis-label', type: 'symbol', source: SOURCES.analyses, filter: ['has', 'words'],
      layout: { 'text-field': ['get', 'words'], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.6, 0], 'text-justify': 'left', 'text-allow-overlap': true },
      paint: { 'text-color': token('t1'), 'text-halo-color': token('s1'), 'text-halo-width': 2 },
    },
    { id: 'fs-selected', type: 'symbol', source: SOURCES.selected, layout: { 'icon-image': ['get', 'symbol'], ...SYMBOL } },
    ...sketchLayers(),
  ];
}
