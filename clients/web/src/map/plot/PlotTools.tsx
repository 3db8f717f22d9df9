// 标绘工具: choose a tool and a symbol, draw on the map, change or erase what is selected, undo.
import { Check, Flag, MousePointer2, Spline, Square, Trash2, Type, Undo2 } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useEntity } from '../../link';
import { usePlotSymbols } from '../../link/catalogue';
import type { PlotShape, PlotSymbol, PlotView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { inField, useKeys } from '../../shell/keyboard';
import { useNow } from '../../shell/marks';
import { RefusalNote } from '../../shell/RefusalNote';
import { momentText, ms } from '../../shell/time';
import { canFinish, chooseKind, chooseTool, erase, finish, type Kind, plotOn, putAway, revise, type Tool, undo, usePlotting } from './plotting';

const TOOLS: readonly [Tool, ReactNode][] = [
  ['select', <MousePointer2 size={16} />], ['line', <Spline size={16} />], ['area', <Square size={16} />], ['point', <Flag size={16} />], ['text', <Type size={16} />],
];
/** Shapes that a tool draws without a symbol, after those with one. */
const PLAIN: Record<Exclude<Tool, 'select'>, readonly PlotShape[]> = { line: ['arrow', 'line'], area: ['polygon'], point: ['point'], text: ['text'] };

function kindsOf(tool: Exclude<Tool, 'select'>, symbols: readonly PlotSymbol[]): Kind[] {
  const named = symbols.filter((symbol) => PLAIN[tool].includes(symbol.shape)).map((symbol) => ({ shape: symbol.shape, symbol: symbol.code }));
  return [...named, ...PLAIN[tool].map((shape) => ({ shape, symbol: null }))];
}

/** Escape and undo belong to the map while something is being drawn on it. */
export function PlotTools({ incident }: { incident: number }) {
  const t = useT();
  const { tool, vertices, undo: acts, selected, refusal } = usePlotting();
  const plot = useEntity('plot', selected);
  useEffect(() => {
    plotOn(incident);
    return () => plotOn(null);
  }, [incident]);
  useKeys({
    'ctrl+z': (event) => (inField(event.target) ? false : undo() ? undefined : false),
    Escape: () => {
      if (!putAway()) return false;
      return undefined;
    },
    Enter: (event) => {
      if (inField(event.target) || event.target instanceof HTMLButtonElement || !canFinish(usePlotting.getState())) return false;
      void finish();
      return undefined;
    },
    Delete: (event) => {
      const { selected: chosen } = usePlotting.getState();
      if (chosen === null || inField(event.target)) return false;
      void erase(chosen);
      return undefined;
    },
  });
  return (
    <div className="map-float plot-tools" data-testid="plot-tools">
      <div className="row" role="toolbar" aria-label={t('plot.tools')}>
        {TOOLS.map(([each, icon]) => (
          <button key={each} aria-pressed={tool === each} aria-label={t(`plot.tool.${each}`)} title={t(`plot.tool.${each}`)} data-testid={`plot-tool-${each}`} onClick={() => chooseTool(each)}>{icon}</button>
        ))}
        <button aria-label={t('plot.undo')} title={`${t('plot.undo')} Ctrl Z`} disabled={acts.length + vertices.length === 0} data-testid="plot-undo" onClick={() => undo()}><Undo2 size={16} /></button>
      </div>
      {tool !== 'select' && <Drawing tool={tool} />}
      {tool === 'select' && plot && <Selected key={plot.id} plot={plot} />}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

function Drawing({ tool }: { tool: Exclude<Tool, 'select'> }) {
  const t = useT();
  const symbols = usePlotSymbols();
  const state = usePlotting();
  const kinds = kindsOf(tool, symbols);
  const now = state.kinds[tool];
  const at = Math.max(0, kinds.findIndex((kind) => kind.symbol === now.symbol && kind.shape === now.shape));
  const nameOf = (kind: Kind) => {
    const symbol = symbols.find((each) => each.code === kind.symbol);
    return symbol ? `${symbol.name} ${symbol.code}` : t(`plot.shape.${kind.shape}`);
  };
  const many = tool === 'line' || tool === 'area';
  return (
    <div className="plot-more">
      {kinds.length > 1 && (
        <select className="input" aria-label={t('plot.symbol')} data-testid="plot-symbol" value={at} onChange={(event) => chooseKind(tool, kinds[Number(event.target.value)]!)}>
          {kinds.map((kind, index) => <option key={index} value={index}>{nameOf(kind)}</option>)}
        </select>
      )}
      <input className="input" data-testid="plot-label" maxLength={40} value={state.label} placeholder={t(tool === 'text' ? 'plot.words' : 'plot.label')} aria-label={t(tool === 'text' ? 'plot.words' : 'plot.label')} autoFocus={tool === 'text'} onChange={(event) => usePlotting.setState({ label: event.target.value })} />
      <div className="row">
        <span className="muted small grow">{t(many ? 'plot.hintMany' : tool === 'text' ? 'plot.hintText' : 'plot.hintOne')}</span>
        {many && <button className="button primary" data-testid="plot-finish" disabled={!canFinish(state)} onClick={() => void finish()}><Check size={14} aria-hidden="true" />{t('plot.finish')}</button>}
      </div>
    </div>
  );
}

function Selected({ plot }: { plot: PlotView }) {
  const t = useT();
  const now = useNow();
  const symbols = usePlotSymbols();
  const symbol = symbols.find((each) => each.code === plot.symbol);
  const [label, setLabel] = useState(plot.label);
  return (
    <div className="plot-more" data-testid="plot-selected">
      <div><b>{symbol ? `${symbol.name} ${symbol.code}` : t(`plot.shape.${plot.shape}`)}</b><br /><span className="muted small">{plot.by} · {momentText(ms(plot.drawn_at), now)}</span></div>
      <form className="row" onSubmit={(event) => {
        event.preventDefault();
        void revise(plot.id, { label: label.trim() });
      }}>
        <input className="input grow" data-testid="plot-rename" maxLength={40} value={label} placeholder={t('plot.label')} aria-label={t('plot.label')} onChange={(event) => setLabel(event.target.value)} />
        {label.trim() !== plot.label && <button className="button">{t('plot.rename')}</button>}
      </form>
      <div className="row"><span className="muted small grow">{t('plot.hintMove')}</span><button className="button" data-testid="plot-erase" onClick={() => void erase(plot.id)}><Trash2 size={14} aria-hidden="true" />{t('plot.erase')}</button></div>
    </div>
  );
}
