// From plots to what the map draws of them: fills, borders, arrow heads, symbols and labels.
import type { Feature, Position } from 'geojson';
import type { IncidentView, PlotShape, PlotSymbol, PlotView, Role, Wgs84 } from '../../link/types';
import { isOpenToChange, OPEN_STATES } from '../../command/states';
import { symbolName } from '../symbols';

/** A plot, or one that is being drawn. */
export interface Figure { id: number; shape: PlotShape; symbol?: string | null; vertices: readonly Wgs84[]; label: string }

/** Areas that move have ticks along their border: GB/T 35649 draws control inward, spreading outward. */
const TICKS: Record<string, 'in' | 'out'> = { F10200: 'in', F10300: 'out' };
/** The line along which people are moved out is dashed. */
const DASHED: ReadonlySet<string> = new Set(['E30200']);

const position = (at: Wgs84): Position => [at.lon, at.lat];

/** Twice the signed area; above zero the ring runs against the clock. */
export function turn(ring: readonly Wgs84[]): number {
  return ring.reduce((sum, at, index) => {
    const next = ring[(index + 1) % ring.length]!;
    return sum + at.lon * next.lat - next.lon * at.lat;
  }, 0);
}

/** Direction from one place to the next, degrees clockwise from north, as drawn on the map. */
export function bearing(from: Wgs84, to: Wgs84): number {
  const east = (to.lon - from.lon) * Math.cos((to.lat * Math.PI) / 180);
  return (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI;
}

/** What stands beside a figure: its own words, and the name and code of its symbol. */
export function captionOf(figure: Figure, symbols: readonly PlotSymbol[]): string {
  const symbol = symbols.find((each) => each.code === figure.symbol);
  if (!symbol || figure.shape === 'point') return figure.label;
  return [figure.label, `${symbol.name} ${symbol.code}`].filter((text) => text !== '').join('\n');
}

/** The incident to draw on, for whom tools make sense; the node decides who may draw what. */
export function plottable(incident: IncidentView | undefined, role: Role): number | null {
  return incident && isOpenToChange(incident.state) && role !== 'operator' && role !== 'administrator' ? incident.id : null;
}

/** Plots of incidents in hand, and of the one that is looked at. */
export function shownPlots(plots: Iterable<PlotView>, incidents: ReadonlyMap<number, IncidentView>, selected: number | null): PlotView[] {
  return [...plots].filter((plot) => {
    const incident = incidents.get(plot.incident);
    return plot.incident === selected || (incident !== undefined && OPEN_STATES.has(incident.state));
  });
}

export function figureFeatures(figures: Iterable<Figure>, symbols: readonly PlotSymbol[]): Feature[] {
  return [...figures].flatMap((figure) => featuresOf(figure, symbols));
}

function featuresOf(figure: Figure, symbols: readonly PlotSymbol[]): Feature[] {
  const { id, shape, vertices } = figure;
  const [first] = vertices;
  if (!first) return [];
  const caption = captionOf(figure, symbols);
  const named = (part: string, geometry: Feature['geometry'], more: Record<string, unknown> = {}): Feature => ({
    type: 'Feature', geometry, properties: { plot: id, part, ...more },
  });
  switch (shape) {
    case 'text': return [named('text', { type: 'Point', coordinates: position(first) }, { caption: figure.label })];
    case 'point': {
      const symbol = symbols.find((each) => each.code === figure.symbol);
      const icon = symbolName({ kind: 'plot', code: symbol?.code ?? '', label: symbol?.label ?? '标记' });
      return [named('point', { type: 'Point', coordinates: position(first) }, { icon, caption })];
    }
    case 'line':
    case 'arrow': {
      const style = DASHED.has(figure.symbol ?? '') ? 'dashed' : 'solid';
      const line = named('line', { type: 'LineString', coordinates: vertices.map(position) }, { style, ...(shape === 'line' ? {} : { arrow: true }) });
      const [last, before] = [vertices.at(-1)!, vertices.at(-2)];
      const head = shape === 'arrow' && before
        ? [named('head', { type: 'Point', coordinates: position(last) }, { icon: symbolName({ kind: 'arrow', along: 'head' }), turn: bearing(before, last) })] : [];
      const middle = vertices[Math.floor((vertices.length - 1) / 2)]!;
      const label = caption === '' ? [] : [named('caption', { type: 'Point', coordinates: position(middle) }, { caption })];
      return [line, ...head, ...label];
    }
    case 'polygon': {
      // Clockwise, so that the right-hand side of the border is inside.
      const ring = turn(vertices) > 0 ? [...vertices].reverse() : [...vertices];
      const closed = [...ring, ring[0]!].map(position);
      const label = caption === '' ? [] : [named('caption', { type: 'Point', coordinates: middleOf(vertices) }, { caption })];
      const ticks = TICKS[figure.symbol ?? ''];
      return [
        named('area', { type: 'Polygon', coordinates: [closed] }),
        named('line', { type: 'LineString', coordinates: closed }, { style: 'solid', ...(ticks ? { ticks } : {}) }),
        ...label,
      ];
    }
  }
}

/** Where an area's words stand: in its upper part, clear of the incident's symbol in the middle. */
function middleOf(vertices: readonly Wgs84[]): Position {
  const lons = vertices.map((at) => at.lon);
  const lats = vertices.map((at) => at.lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  return [(Math.min(...lons) + Math.max(...lons)) / 2, south + (north - south) * 0.78];
}

/** Six decimals are eleven centimetres. */
export const rounded = (at: Wgs84): Wgs84 => ({ lon: Math.round(at.lon * 1e6) / 1e6, lat: Math.round(at.lat * 1e6) / 1e6 });
