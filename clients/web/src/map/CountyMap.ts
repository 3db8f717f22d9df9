// The map without React: a MapLibre map that is told what should be on it and converges to that.
import {
  type GeoJSONSource, LngLat, LngLatBounds, Map as MapLibre, type MapMouseEvent, type MapTouchEvent, Marker, ScaleControl, setWorkerUrl, type StyleSpecification,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Feature } from 'geojson';
import type { Bbox, Wgs84 } from '../link/types';
import { featureDiff, type PointFeature } from './features';
import { HANDLE_LAYER, PLOT_LAYERS } from './plot/layers';
import { bareStyle, CLUSTER_MAX_ZOOM, CLUSTER_RADIUS, FONT_FAMILY, overlayLayers, SOURCES } from './style';
import { drawSymbol, PIXEL_RATIO } from './symbols';

setWorkerUrl(workerUrl);

export interface Overlay { incidents: PointFeature[]; selected: PointFeature[]; stations: PointFeature[]; warnings: Feature[]; plots: Feature[]; resources: Feature[]; analyses: Feature[] }
export interface Pin { letter: string; position: Wgs84; active: boolean }
export interface MapEvents {
  /** A place is being asked for: a press means the ground, whatever is drawn there. */
  picking(): boolean;
  pick(position: Wgs84): void;
  /** A figure is being drawn: a press is a vertex, a second one at once its last. */
  drawing(): boolean;
  vertex(position: Wgs84): void;
  lastVertex(): void;
  /** Where the pointer is; null when it left the map. */
  hover(position: Wgs84 | null): void;
  plot(id: number): void;
  /** A vertex of the selected figure is dragged; `dropped` says that it was let go. */
  vertexMoved(vertex: number, position: Wgs84, dropped: boolean): void;
  incident(id: number): void;
  /** Incidents that stay together however near one looks. */
  together(ids: number[]): void;
  viewport(bbox: Bbox): void;
  /** The view moves; `byHand` when somebody at this screen moves it. */
  moving(byHand: boolean): void;
  baseFailed(failed: boolean): void;
}

/** 嘉禾县, until a map package says otherwise. */
const COUNTY: Bbox = { west: 112.24, south: 25.42, east: 112.61, north: 25.84 };
const FONT_WAIT_MS = 1000;
const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const bounds = (box: Bbox) => new LngLatBounds([box.west, box.south], [box.east, box.north]);

export class CountyMap {
  readonly map: MapLibre;
  private wanted: Overlay = { incidents: [], selected: [], stations: [], warnings: [], plots: [], resources: [], analyses: [] };
  private sketch: Feature[] = [];
  private dragged: number | null = null;
  private shown = { incidents: new Map<number, PointFeature>(), selected: new Map<number, PointFeature>(), stations: new Map<number, PointFeature>() };
  private busy: Promise<void> = Promise.resolve();
  private ready = false;
  private pins: Marker[] = [];
  private home: Bbox = COUNTY;
  private generation = 0;
  private looked = false;

  constructor(container: HTMLElement, scaleHost: HTMLElement, private readonly events: MapEvents, bare = false) {
    this.map = new MapLibre({
      container, style: bareStyle(), bounds: bounds(COUNTY), fitBoundsOptions: { padding: 24 }, attributionControl: false, dragRotate: false,
      pitchWithRotate: false, maxZoom: 18, minZoom: 6, localIdeographFontFamily: FONT_FAMILY, fadeDuration: 120, interactive: !bare, ...(bare ? { pixelRatio: 2 } : {}),
      transformRequest: (url) => (url.startsWith('/') ? { url: location.origin + url } : undefined),
    });
    this.map.touchZoomRotate?.disableRotation();
    this.map.keyboard?.disableRotation();
    const scale = new ScaleControl({ maxWidth: 90, unit: 'metric' });
    scaleHost.prepend(scale.onAdd(this.map));
    this.map.setMissingStyleImageResolver((id) => this.addSymbol(id));
    this.map.on('style.load', () => this.styleLoaded());
    this.map.on('click', (event) => this.clicked(event));
    this.map.on('mousemove', (event) => this.pointed(event));
    this.map.on('mouseout', () => this.events.hover(null));
    this.map.on('dblclick', (event) => {
      if (!this.events.drawing()) return;
      event.preventDefault();
      this.events.lastVertex();
    });
    for (const down of ['mousedown', 'touchstart'] as const) this.map.on(down, (event) => this.grab(event));
    this.map.on('touchmove', (event) => this.drag(event.lngLat));
    for (const up of ['mouseup', 'touchend'] as const) this.map.on(up, (event) => this.drop(event.lngLat));
    this.map.on('moveend', () => this.tellViewport());
    this.map.on('move', (event) => this.events.moving('originalEvent' in event && event.originalEvent !== undefined));
  }

  remove(): void {
    this.generation += 1;
    this.map.remove();
  }

  /** Loads the base map for a theme; what lies over it stays. */
  async setBase(load: () => Promise<StyleSpecification>): Promise<void> {
    const mine = (this.generation += 1);
    this.ready = false;
    const style = await load().catch(() => null);
    if (mine !== this.generation) return;
    this.events.baseFailed(style === null);
    this.map.setStyle(style ? absolute(style) : bareStyle(), { diff: false });
  }

  /** The county's extent; it moves the view only while nobody has asked to see a place. */
  setHome(box: Bbox): void {
    this.home = box;
    if (!this.looked) this.goHome(false);
  }

  goHome(moving = true): void {
    this.map.fitBounds(bounds(this.home), { padding: 24, animate: moving && !still(), duration: 200 });
  }

  show(overlay: Overlay): void {
    this.wanted = overlay;
    this.busy = this.busy.then(() => this.converge());
  }

  /** The figure under the hand; it follows the pointer, so it is drawn at once. */
  setSketch(features: Feature[]): void {
    this.sketch = features;
    (this.map.getSource(SOURCES.sketch) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features });
  }

  setPins(pins: readonly Pin[]): void {
    for (const pin of this.pins) pin.remove();
    this.pins = pins.filter((pin) => Math.abs(pin.position.lat) <= 90).map((pin) => {
      const element = document.createElement('div');
      element.className = `map-pin ${pin.active ? 'active' : ''}`;
      element.textContent = pin.letter;
      return new Marker({ element, anchor: 'bottom-left' }).setLngLat([pin.position.lon, pin.position.lat]).addTo(this.map);
    });
  }

  /** Brings a place into view; moves only when it is near the edge or outside, unless `zoom` asks for more. */
  look(position: Wgs84, zoom?: number): void {
    this.looked = true;
    const point = this.map.project([position.lon, position.lat]);
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const inside = point.x > 60 && point.y > 60 && point.x < width - 60 && point.y < height - 60;
    if (inside && (zoom === undefined || this.map.getZoom() >= zoom)) return;
    this.map.easeTo({ center: [position.lon, position.lat], zoom: Math.max(this.map.getZoom(), zoom ?? 0), duration: still() ? 0 : 200 });
  }

  /** What is drawn, once all of it is, as a picture of its own. */
  picture(): Promise<HTMLCanvasElement> {
    return new Promise((done) => {
      const copy = () => {
        const drawn = this.map.getCanvas();
        const picture = document.createElement('canvas');
        [picture.width, picture.height] = [drawn.width, drawn.height];
        picture.getContext('2d')!.drawImage(drawn, 0, 0);
        done(picture);
      };
      // What was drawn can be read only within its own frame.
      const next = () => {
        this.map.once('render', copy);
        this.map.triggerRepaint();
      };
      if (this.map.loaded()) next();
      else void this.map.once('idle', next);
    });
  }

  /** What is looked at. */
  get view(): { centre: Wgs84; zoom: number } {
    return { centre: wgs84(this.map.getCenter()), zoom: Math.round(this.map.getZoom() * 100) / 100 };
  }

  /** Goes where somebody else looks. */
  follow(view: { centre: Wgs84; zoom: number }): void {
    this.looked = true;
    this.map.easeTo({ center: [view.centre.lon, view.centre.lat], zoom: view.zoom, duration: still() ? 0 : 200 });
  }

  zoom(by: 1 | -1): void {
    this.map.easeTo({ zoom: this.map.getZoom() + by, duration: still() ? 0 : 200 });
  }

  /** Draws a symbol when the map first asks for it; its characters wait a moment for the web font. */
  private async addSymbol(id: string): Promise<void> {
    const font = document.fonts.load(`700 12px ${FONT_FAMILY}`, id).catch(() => []);
    await Promise.race([font, new Promise((done) => setTimeout(done, FONT_WAIT_MS))]);
    const image = drawSymbol(id);
    if (image && !this.map.hasImage(id)) this.map.addImage(id, image, { pixelRatio: PIXEL_RATIO });
  }

  private styleLoaded(): void {
    const { map } = this;
    for (const source of [SOURCES.warnings, SOURCES.analyses, SOURCES.resources, SOURCES.stations, SOURCES.selected, SOURCES.plots, SOURCES.sketch]) map.addSource(source, { type: 'geojson', data: EMPTY });
    map.addSource(SOURCES.incidents, {
      type: 'geojson', data: EMPTY, cluster: true, clusterRadius: CLUSTER_RADIUS, clusterMaxZoom: CLUSTER_MAX_ZOOM,
      clusterProperties: { worst: ['min', ['get', 'rank']] },
    });
    for (const layer of overlayLayers()) map.addLayer(layer);
    this.shown = { incidents: new Map(), selected: new Map(), stations: new Map() };
    this.ready = true;
    // An update of a source that the old style took with it is never answered: do not wait for it.
    this.busy = Promise.resolve();
    this.show(this.wanted);
    this.setSketch(this.sketch);
    this.tellViewport();
  }

  private async converge(): Promise<void> {
    if (!this.ready) return;
    const mine = this.generation;
    await Promise.all((['incidents', 'selected', 'stations'] as const).map((name) => this.update(name)));
    if (mine !== this.generation || !this.ready) return;
    (this.map.getSource(SOURCES.warnings) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: this.wanted.warnings });
    (this.map.getSource(SOURCES.analyses) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: this.wanted.analyses });
    (this.map.getSource(SOURCES.resources) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: this.wanted.resources });
    (this.map.getSource(SOURCES.plots) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: this.wanted.plots });
  }

  private async update(name: 'incidents' | 'selected' | 'stations'): Promise<void> {
    const source = this.map.getSource(SOURCES[name]) as GeoJSONSource | undefined;
    const diff = featureDiff(this.shown[name], this.wanted[name]);
    if (!source || !diff) return;
    this.shown[name] = new Map(this.wanted[name].map((feature) => [feature.id, feature]));
    await source.updateData(diff);
  }

  private hit(event: MapMouseEvent | MapTouchEvent, names: readonly string[] = ['fs-selected', 'fs-incidents', 'fs-clusters', ...PLOT_LAYERS]) {
    const layers = names.filter((layer) => this.map.getLayer(layer));
    return layers.length === 0 ? [] : this.map.queryRenderedFeatures(event.point, { layers });
  }

  private clicked(event: MapMouseEvent): void {
    if (this.events.drawing()) return this.events.vertex(wgs84(event.lngLat));
    const [feature] = this.events.picking() ? [] : this.hit(event);
    if (!feature) return this.events.pick(wgs84(event.lngLat));
    const plot = feature.properties?.plot as number | undefined;
    if (plot !== undefined) return this.events.plot(plot);
    const incident = feature.properties?.incident as number | undefined;
    if (incident !== undefined) return this.events.incident(incident);
    void this.openCluster(feature.properties?.cluster_id as number, LngLat.convert((feature.geometry as GeoJSON.Point).coordinates as [number, number]));
  }

  private pointed(event: MapMouseEvent): void {
    this.drag(event.lngLat);
    this.events.hover(wgs84(event.lngLat));
    const cursor = this.events.drawing() ? 'crosshair' : this.hit(event, [HANDLE_LAYER]).length > 0 ? 'move' : this.hit(event).length > 0 ? 'pointer' : '';
    this.map.getCanvas().style.cursor = cursor;
  }

  /** Takes hold of a vertex of the selected figure; the map stays where it is. */
  private grab(event: MapMouseEvent | MapTouchEvent): void {
    if (this.events.drawing()) return;
    const [handle] = this.hit(event, [HANDLE_LAYER]);
    if (!handle) return;
    event.preventDefault();
    this.dragged = handle.properties?.vertex as number;
  }

  private drag(at: LngLat): void {
    if (this.dragged !== null) this.events.vertexMoved(this.dragged, wgs84(at), false);
  }

  private drop(at: LngLat): void {
    if (this.dragged === null) return;
    const vertex = this.dragged;
    this.dragged = null;
    this.events.vertexMoved(vertex, wgs84(at), true);
  }

  private async openCluster(id: number, at: LngLat): Promise<void> {
    const source = this.map.getSource(SOURCES.incidents) as GeoJSONSource;
    const zoom = await source.getClusterExpansionZoom(id);
    if (zoom <= CLUSTER_MAX_ZOOM) return void this.map.easeTo({ center: at, zoom: zoom + 0.2, duration: still() ? 0 : 200 });
    const leaves = await source.getClusterLeaves(id, 100, 0);
    this.events.together(leaves.map((leaf) => leaf.properties?.incident as number));
  }

  private tellViewport(): void {
    const view = this.map.getBounds();
    this.events.viewport({ west: view.getWest(), south: view.getSouth(), east: view.getEast(), north: view.getNorth() });
  }
}

/** Six decimals are eleven centimetres. */
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
const wgs84 = (at: LngLat): Wgs84 => ({ lon: round(at.lng), lat: round(at.lat) });
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Tiles are fetched in a worker, which knows no page address to resolve `/api/…` against. */
function absolute(style: StyleSpecification): StyleSpecification {
  for (const source of Object.values(style.sources)) {
    if ('tiles' in source && source.tiles) source.tiles = source.tiles.map((url) => (url.startsWith('/') ? location.origin + url : url));
    if ('url' in source && source.url?.startsWith('/')) source.url = location.origin + source.url;
  }
  return style;
}
