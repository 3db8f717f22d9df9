// The figure under the hand as map features: what is being drawn with the next vertex at the pointer, or the selected plot
// with a handle on each vertex.
import type { Feature } from 'geojson';
import { useEffect } from 'react';
import { useEntities } from '../../link';
import type { PlotView, Wgs84 } from '../../link/types';
import type { CountyMap } from '../CountyMap';
import { figureFeatures } from './figures';
import { kindNow, usePlotting } from './plotting';

type State = ReturnType<typeof usePlotting.getState>;

/** Keeps the sketch on a map in step with the hand; null while this map has no tools. */
export function useSketch(map: CountyMap | null): void {
  const state = usePlotting();
  const plots = useEntities('plot');
  useEffect(() => map?.setSketch(sketchFeatures(state, plots)), [map, state, plots]);
}

export function sketchFeatures(state: State, plots: ReadonlyMap<number, PlotView>): Feature[] {
  const kind = kindNow(state);
  if (kind) {
    if (state.vertices.length === 0) return [];
    const vertices = state.hover ? [...state.vertices, state.hover] : state.vertices;
    const shape = kind.shape === 'polygon' && vertices.length < 3 ? 'line' : kind.shape;
    return [...outline(shape, vertices), ...handles(state.vertices)];
  }
  const plot = state.selected === null ? undefined : plots.get(state.selected);
  if (!plot) return [];
  const vertices = state.moved ?? plot.vertices;
  return [...outline(plot.shape, vertices), ...handles(vertices)];
}

function outline(shape: PlotView['shape'], vertices: readonly Wgs84[]): Feature[] {
  if (shape === 'point' || shape === 'text') return [];
  return figureFeatures([{ id: 0, shape, vertices, label: '' }], []);
}

function handles(vertices: readonly Wgs84[]): Feature[] {
  return vertices.map((at, vertex) => ({ type: 'Feature', properties: { part: 'handle', vertex }, geometry: { type: 'Point', coordinates: [at.lon, at.lat] } }));
}
