// 地图: the map with its search box, layers, buttons, and the list that says the same in words.
import './map.css';
import { Crosshair, List, Minus, Plus, TriangleAlert } from 'lucide-react';
import type { StyleSpecification } from 'maplibre-gl';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { api, live, useEntities } from '../link';
import { typeLabel, useCatalogue, usePlotSymbols } from '../link/catalogue';
import type { components } from '../generated/api';
import type { MapLayer, Wgs84 } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { useTheme } from '../shell/theme';
import { CountyMap, type MapEvents, type Pin } from './CountyMap';
import { analysisFeatures } from '../analysis/features';
import { incidentFeatures, listedFeatures, stationFeatures, warningFeatures } from './features';
import { MapList } from './MapList';
import { MapSearch } from './MapSearch';
import { figureFeatures, shownPlots } from './plot/figures';
import { finish, isDrawing, press, usePlotting, vertexMoved } from './plot/plotting';
import { PlotTools } from './plot/PlotTools';
import { useSketch } from './plot/sketch';

export type { Pin } from './CountyMap';
type MapPackageInfo = components['schemas']['MapPackageInfo'];
export type Layers = Record<MapLayer, boolean>;
export const LAYERS: readonly MapLayer[] = ['incidents', 'plots', 'resources', 'analyses', 'stations', 'warnings'];
const ALL_LAYERS: Layers = { incidents: true, plots: true, resources: true, analyses: true, stations: true, warnings: true };

export interface MapViewProps {
  selected?: number | null;
  onIncident?: (id: number) => void;
  onPick?: (position: Wgs84) => void;
  /** A press on the map is being waited for. */
  picking?: boolean;
  pins?: readonly Pin[];
  /** Brought into view whenever the object changes. */
  focus?: { position: Wgs84; zoom?: number } | null;
  search?: boolean;
  /** For a wall: no controls, no hand, drawn for twice its size. */
  bare?: boolean;
  /** Tools for drawing on this incident. */
  plotOn?: number | null;
  /** Layers that are on, when somebody else decides. */
  layers?: Layers;
  onLayers?: (layers: Layers) => void;
  onMap?: (map: CountyMap | null) => void;
  onHover?: (position: Wgs84 | null) => void;
  onMoving?: (byHand: boolean) => void;
  children?: ReactNode;
}

const NO_PINS: readonly Pin[] = [];

/** The open map package: where home is, and whether something in it is generated. */
function usePackage(): MapPackageInfo | null {
  const [info, setInfo] = useState<MapPackageInfo | null>(null);
  useEffect(() => {
    api.get<MapPackageInfo[]>('/api/map/packages').then((list) => setInfo(list.find((each) => each.active) ?? null), () => undefined);
  }, []);
  return info;
}

export function MapView({ selected = null, onIncident, onPick, picking = false, pins = NO_PINS, focus, search = true, bare = false, plotOn: drawnOn = null, layers: given, onLayers, onMap, onHover, onMoving, children }: MapViewProps) {
  const t = useT();
  const theme = useTheme((state) => state.theme);
  const frame = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const [county, setCounty] = useState<CountyMap | null>(null);
  const [broken, setBroken] = useState(false);
  const [baseFailed, setBaseFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [own, setOwn] = useState(ALL_LAYERS);
  const layers = given ?? own;
  const setLayers = onLayers ?? setOwn;
  const [listOpen, setListOpen] = useState(false);
  const [only, setOnly] = useState<number[] | null>(null);
  const info = usePackage();
  const overlay = useOverlay(selected, layers);

  const events = useRef<MapEvents>(null as unknown as MapEvents);
  events.current = {
    pick: (position) => onPick?.(position),
    picking: () => picking,
    drawing: () => drawnOn !== null && isDrawing(usePlotting.getState()),
    vertex: press,
    lastVertex: () => void finish(),
    hover: (position) => {
      onHover?.(position);
      if (drawnOn !== null && usePlotting.getState().vertices.length > 0) usePlotting.setState({ hover: position });
    },
    plot: (id) => {
      if (drawnOn !== null) usePlotting.setState({ selected: id, moved: null, refusal: null });
    },
    vertexMoved,
    incident: (id) => onIncident?.(id),
    together: (ids) => {
      setOnly(ids);
      setListOpen(true);
    },
    viewport: (bbox) => live.setViewport(bbox),
    moving: (byHand) => onMoving?.(byHand),
    baseFailed: setBaseFailed,
  };

  useEffect(() => {
    let made: CountyMap | null = null;
    try {
      made = new CountyMap(frame.current!, foot.current!, {
        picking: () => events.current.picking(),
        drawing: () => events.current.drawing(),
        vertex: (position) => events.current.vertex(position),
        lastVertex: () => events.current.lastVertex(),
        hover: (position) => events.current.hover(position),
        plot: (id) => events.current.plot(id),
        vertexMoved: (vertex, position, dropped) => events.current.vertexMoved(vertex, position, dropped),
        pick: (position) => events.current.pick(position),
        incident: (id) => events.current.incident(id),
        together: (ids) => events.current.together(ids),
        viewport: (bbox) => events.current.viewport(bbox),
        moving: (byHand) => events.current.moving(byHand),
        baseFailed: (failed) => events.current.baseFailed(failed),
      }, bare);
      // Browser tests read what is drawn; the address must ask for it.
      if (new URLSearchParams(location.search).has('test')) (window as { __map?: unknown }).__map = made.map;
      setCounty(made);
    } catch {
      setBroken(true);
    }
    const scaleHost = foot.current;
    return () => {
      made?.remove();
      scaleHost?.querySelector('.maplibregl-ctrl-scale')?.remove();
    };
  }, []);

  useEffect(() => {
    void county?.setBase(() => api.get<StyleSpecification>(`/api/map/style.json?theme=${theme}`));
  }, [county, theme, attempt]);
  useEffect(() => {
    if (county && info) county.setHome(info.bbox);
  }, [county, info]);
  useEffect(() => county?.show(overlay), [county, overlay]);
  useEffect(() => county?.setPins(pins), [county, pins]);
  useEffect(() => onMap?.(county), [county, onMap]);
  useSketch(drawnOn === null ? null : county);
  useEffect(() => {
    if (county && focus) county.look(focus.position, focus.zoom);
  }, [county, focus]);

  const zoom = (by: 1 | -1) => {
    onMoving?.(true);
    county?.zoom(by);
  };
  return (
    <div className={`map-frame ${picking ? 'picking' : ''}`} data-testid="map" data-picking={picking} role="region" aria-label={t('map.label')}>
      <div ref={frame} className="map-canvas" />
      {broken && <div className="map-float map-alert" role="status">{t('map.webgl')}</div>}
      {baseFailed && (
        <div className="map-float map-alert" role="status"><span><b>{t('map.failed')}</b> {t('map.failedText')}</span><button className="button" onClick={() => setAttempt(attempt + 1)}>{t('map.again')}</button></div>
      )}
      {overlay.analyses.length > 0 && <div className="map-modelled" role="note" data-testid="map-modelled"><TriangleAlert size={15} aria-hidden="true" />{t('analysis.modelled')}</div>}
      {picking && <div className="map-float map-alert" role="status"><Crosshair size={15} aria-hidden="true" />{t('map.pick')}</div>}
      {search && !bare && <MapSearch onPlace={(position) => county?.look(position, 13)} onIncident={(id) => onIncident?.(id)} />}
      {!bare && <div className="map-float map-layers" role="group" aria-label={t('map.layers')}>
        <span className="segmented">
          {LAYERS.map((layer) => (
            <button key={layer} aria-pressed={layers[layer]} onClick={() => setLayers({ ...layers, [layer]: !layers[layer] })}>{t(`map.${layer}`)}</button>
          ))}
        </span>
      </div>}
      {drawnOn !== null && <PlotTools incident={drawnOn} />}
      {listOpen && (
        <MapList
          only={only}
          onClose={() => {
            setListOpen(false);
            setOnly(null);
          }}
          onIncident={(id) => onIncident?.(id)}
          onLook={(position) => county?.look(position, 13)}
        />
      )}
      {!bare && <div className="map-float map-buttons">
        <button aria-label={t('map.zoomIn')} title={t('map.zoomIn')} onClick={() => zoom(1)}><Plus size={17} /></button>
        <button aria-label={t('map.zoomOut')} title={t('map.zoomOut')} onClick={() => zoom(-1)}><Minus size={17} /></button>
        <button aria-label={t('map.home')} title={t('map.home')} onClick={() => county?.goHome()}><Crosshair size={17} /></button>
        <button aria-label={t('map.list')} title={t('map.list')} aria-pressed={listOpen} data-testid="map-list-button" onClick={() => setListOpen(!listOpen)}><List size={17} /></button>
      </div>}
      <div className="map-foot" ref={foot} hidden={bare}>
        <span className="note">{t(info && !info.generated ? 'map.notePlain' : 'map.note')}{info && !info.generated ? ` · ${info.credits.join('、')}` : ''}</span>
      </div>
      {children}
    </div>
  );
}

function useOverlay(selected: number | null, layers: Layers) {
  const t = useT();
  const incidents = useEntities('incident');
  const stations = useEntities('station');
  const warnings = useEntities('warning');
  const codes = useCatalogue();
  const symbols = usePlotSymbols();
  const plots = useEntities('plot');
  const resources = useEntities('resource');
  const hazards = useEntities('hazard');
  const targets = useEntities('protection_target');
  // Ages and expiries move by the minute, not by the second.
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  return useMemo(() => {
    const all = layers.incidents ? incidentFeatures(incidents.values(), (code) => typeLabel(codes, code), selected) : [];
    return {
      incidents: all.filter((feature) => feature.id !== selected),
      selected: all.filter((feature) => feature.id === selected),
      stations: layers.stations ? stationFeatures(stations.values(), minute, (minutes) => t('minutesAgo', { count: minutes })) : [],
      warnings: layers.warnings ? warningFeatures(warnings.values(), minute) : [],
      resources: layers.resources ? listedFeatures(resources.values(), hazards.values(), targets.values(), (kind) => t(`resource.symbol.${kind}`)) : [],
      analyses: layers.analyses ? analysisFeatures(incidents.values(), selected, (level, ppm, km) => t('analysis.zoneLabel', { zone: t(`analysis.zone.${level}`), ppm, km })) : [],
      plots: layers.plots ? figureFeatures(shownPlots(plots.values(), incidents, selected), symbols) : [],
    };
  }, [incidents, stations, warnings, resources, hazards, targets, plots, symbols, codes, minute, selected, layers, t]);
}

