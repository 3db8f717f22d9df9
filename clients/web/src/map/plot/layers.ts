// How plots look: red lines and areas at least two pixels wide (GB/T 35649), symbols and labels above them; a figure being
// drawn in the colour of action.
import type { LayerSpecification } from 'maplibre-gl';
import { token } from '../../shell/theme';
import { FONT, SOURCES } from '../style';
import { plotRed } from '../symbols';

const is = (part: string) => ['==', ['get', 'part'], part] as never;
const also = (part: string, ...more: unknown[]) => ['all', ['==', ['get', 'part'], part], ...more] as never;
const ABOVE = { 'icon-allow-overlap': true, 'icon-ignore-placement': true } as const;

/** Layers that a press on a plot may hit. */
export const PLOT_LAYERS = ['fs-plot-points', 'fs-plot-texts', 'fs-plot-captions', 'fs-plot-lines', 'fs-plot-dashed', 'fs-plot-areas'] as const;
export const HANDLE_LAYER = 'fs-sketch-handles';

export function plotLayers(): LayerSpecification[] {
  const red = plotRed();
  const source = SOURCES.plots;
  const words = { 'text-field': ['get', 'caption'] as never, 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true } as const;
  const halo = { 'text-color': red, 'text-halo-color': token('s1'), 'text-halo-width': 1.8 };
  const ticks = (side: 'in' | 'out'): LayerSpecification => ({
    id: `fs-plot-ticks-${side}`, type: 'symbol', source, filter: also('line', ['==', ['get', 'ticks'], side]),
    layout: { 'symbol-placement': 'line', 'symbol-spacing': 46, 'icon-image': 'arrow|tick', 'icon-rotate': side === 'out' ? 0 : 180, 'icon-anchor': 'bottom', ...ABOVE },
  });
  return [
    { id: 'fs-plot-areas', type: 'fill', source, filter: is('area'), paint: { 'fill-color': red, 'fill-opacity': 0.08 } },
    { id: 'fs-plot-lines', type: 'line', source, filter: also('line', ['==', ['get', 'style'], 'solid']), layout: { 'line-join': 'round' }, paint: { 'line-color': red, 'line-width': 2.5 } },
    { id: 'fs-plot-dashed', type: 'line', source, filter: also('line', ['==', ['get', 'style'], 'dashed']), paint: { 'line-color': red, 'line-width': 2.5, 'line-dasharray': [3, 2] } },
    ticks('in'), ticks('out'),
    { id: 'fs-plot-heads', type: 'symbol', source, filter: is('head'), layout: { 'icon-image': ['get', 'icon'], 'icon-rotate': ['get', 'turn'], 'icon-rotation-alignment': 'map', ...ABOVE } },
    { id: 'fs-plot-captions', type: 'symbol', source, filter: is('caption'), layout: words, paint: halo },
    { id: 'fs-plot-texts', type: 'symbol', source, filter: is('text'), layout: { ...words, 'text-size': 14 }, paint: halo },
    {
      id: 'fs-plot-points', type: 'symbol', source, filter: is('point'),
      layout: { 'icon-image': ['get', 'icon'], ...ABOVE, ...words, 'text-anchor': 'top', 'text-offset': [0, 1.5], 'text-optional': true }, paint: { ...halo, 'text-color': token('t1') },
    },
  ];
}

/** The figure under the hand: its lines, and a handle on each vertex. */
export function sketchLayers(): LayerSpecification[] {
  const source = SOURCES.sketch;
  const paint = { 'line-color': token('ac'), 'line-width': 2.5, 'line-dasharray': [2, 1.5] };
  return [
    { id: 'fs-sketch-areas', type: 'fill', source, filter: is('area'), paint: { 'fill-color': token('ac'), 'fill-opacity': 0.12 } },
    { id: 'fs-sketch-lines', type: 'line', source, filter: is('line'), paint },
    { id: HANDLE_LAYER, type: 'circle', source, filter: is('handle'), paint: { 'circle-radius': 6, 'circle-color': token('s1'), 'circle-stroke-color': token('ac'), 'circle-stroke-width': 2.5 } },
  ];
}
