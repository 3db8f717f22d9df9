// What is being drawn on this page, and what this person did that can be undone. It sends inputs; whether they are
// allowed is the node's business.
import { create } from 'zustand';
import { live, submit } from '../../link';
import type { Input, Outcome, PlotShape, PlotView, Refusal, Wgs84 } from '../../link';
import { rounded } from './figures';

export type Tool = 'select' | 'line' | 'area' | 'point' | 'text';
export interface Kind { shape: PlotShape; symbol: string | null }

/** What undoes the newest act. */
type Undo = () => Promise<Outcome | null>;

interface Plotting {
  /** The incident that is drawn on; null while tools are put away. */
  incident: number | null;
  tool: Tool;
  kinds: Record<Exclude<Tool, 'select'>, Kind>;
  label: string;
  vertices: readonly Wgs84[];
  hover: Wgs84 | null;
  selected: number | null;
  /** The selected figure while its vertices are dragged. */
  moved: readonly Wgs84[] | null;
  refusal: Refusal | null;
  undo: readonly Undo[];
}

const START: Plotting = {
  incident: null,
  tool: 'select',
  kinds: {
    line: { shape: 'arrow', symbol: 'E30200' }, area: { shape: 'polygon', symbol: 'F10100' }, point: { shape: 'point', symbol: 'D10100' }, text: { shape: 'text', symbol: null },
  },
  label: '', vertices: [], hover: null, selected: null, moved: null, refusal: null, undo: [],
};

export const usePlotting = create<Plotting>(() => START);
const set = usePlotting.setState;
const get = usePlotting.getState;

/** Undone are acts of this page, newest first, as many as one remembers. */
const MOST_UNDO = 50;
const LEAST: Record<PlotShape, number> = { point: 1, text: 1, line: 2, arrow: 2, polygon: 3 };

const plotView = (id: number): PlotView | undefined => live.state.copy.plot.get(id);

/** Takes the tools up for an incident, or puts them away. */
export function plotOn(incident: number | null): void {
  if (get().incident !== incident) set({ ...START, kinds: get().kinds, incident });
}

export function chooseTool(tool: Tool): void {
  set({ tool, vertices: [], selected: null, moved: null, refusal: null, label: '' });
}

export function chooseKind(tool: Exclude<Tool, 'select'>, kind: Kind): void {
  set({ kinds: { ...get().kinds, [tool]: kind }, vertices: [], refusal: null });
}

export const isDrawing = (state: Plotting): boolean => state.incident !== null && state.tool !== 'select';
export const kindNow = (state: Plotting): Kind | null => (state.tool === 'select' ? null : state.kinds[state.tool]);
export const canFinish = (state: Plotting): boolean => {
  const kind = kindNow(state);
  return kind !== null && state.vertices.length >= LEAST[kind.shape];
};

/** A press on the map while drawing. */
export function press(at: Wgs84): void {
  const state = get();
  const kind = kindNow(state);
  if (!kind) return;
  if (kind.shape === 'text' && state.label.trim() === '') return void document.querySelector<HTMLInputElement>('[data-testid=plot-label]')?.focus();
  const vertices = [...state.vertices, rounded(at)];
  set({ vertices, refusal: null });
  if (LEAST[kind.shape] === 1) void finish();
}

export async function finish(): Promise<void> {
  const state = get();
  const kind = kindNow(state);
  if (!kind || state.incident === null || !canFinish(state)) return;
  const { vertices, label, incident } = state;
  set({ vertices: [], hover: null });
  const outcome = await act({ type: 'draw_plot', incident, shape: kind.shape, symbol: kind.symbol ?? undefined, vertices: [...vertices], label: label.trim() });
  if (!outcome.ok) return set({ vertices });
  set({ label: '' });
  const plot = outcome.made?.kind === 'plot' ? outcome.made.id : null;
  if (plot !== null) remember(() => act({ type: 'erase_plot', plot }));
}

export async function erase(plot: number): Promise<void> {
  set({ selected: null, moved: null });
  const outcome = await act({ type: 'erase_plot', plot });
  if (outcome.ok) remember(() => act({ type: 'restore_plot', plot }));
}

/** A vertex of the selected figure under the hand; let go, the figure is sent. */
export function vertexMoved(vertex: number, at: Wgs84, dropped: boolean): void {
  const { selected, moved } = get();
  const plot = selected === null ? undefined : plotView(selected);
  if (!plot) return;
  const vertices = (moved ?? plot.vertices).map((old, index) => (index === vertex ? rounded(at) : old));
  set({ moved: vertices });
  const unmoved = vertices.every((now, index) => now.lon === plot.vertices[index]!.lon && now.lat === plot.vertices[index]!.lat);
  if (dropped && unmoved) set({ moved: null });
  else if (dropped) void revise(plot.id, { vertices });
}

/** Moves or renames the selected figure; undoing puts back what was there. */
export async function revise(plot: number, change: { vertices?: readonly Wgs84[]; label?: string }): Promise<void> {
  const before = plotView(plot);
  if (!before) return;
  const sent = await act({ type: 'revise_plot', plot, version: before.version, vertices: change.vertices && [...change.vertices], label: change.label });
  set({ moved: null });
  if (!sent.ok) return;
  const back = { vertices: change.vertices ? before.vertices : undefined, label: change.label === undefined ? undefined : before.label };
  remember(async () => {
    const now = plotView(plot);
    return now ? act({ type: 'revise_plot', plot, version: now.version, ...back }) : null;
  });
}

/** Ctrl Z: the last vertex while drawing, else this page's last act. False when there is nothing. */
export function undo(): boolean {
  const { vertices, undo: acts } = get();
  if (vertices.length > 0) {
    set({ vertices: vertices.slice(0, -1) });
    return true;
  }
  const last = acts.at(-1);
  if (!last) return false;
  set({ undo: acts.slice(0, -1), selected: null, moved: null });
  void last();
  return true;
}

/** Esc: the figure begun, then the choice, then the tool. False when nothing was left to put away. */
export function putAway(): boolean {
  const { vertices, selected, tool } = get();
  if (vertices.length > 0) set({ vertices: [] });
  else if (selected !== null) set({ selected: null, moved: null });
  else if (tool !== 'select') chooseTool('select');
  else return false;
  return true;
}

function remember(undoing: Undo): void {
  set({ undo: [...get().undo, undoing].slice(-MOST_UNDO) });
}

async function act(input: Input): Promise<Outcome> {
  const outcome = await submit(input);
  set({ refusal: outcome.ok ? null : outcome.refusal });
  return outcome;
}
