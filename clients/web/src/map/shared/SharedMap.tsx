// 同图会商: the live map beside the video. One leads the view, the others follow or look around; everybody's pointer is seen
// by all with its name, and what is drawn lands on the conference's incident.
import './shared.css';
import { Link2, ListTree } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useEntity, useMe } from '../../link';
import type { ConferenceView, Wgs84 } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { CountyMap } from '../CountyMap';
import { type Layers, LAYERS, MapView } from '../MapView';
import { plottable } from '../plot/figures';
import { isDrawing, usePlotting } from '../plot/plotting';
import { MeetingRecord } from './MeetingRecord';
import { Pointers } from './Pointers';
import { layersOf, paced, useSharedMap, viewpoint } from './sharing';

const ALL = layersOf(LAYERS);

export function SharedMap({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const me = useMe();
  const incident = useEntity('incident', conference.incident);
  const { shared, act } = useSharedMap(conference.id);
  const [map, setMap] = useState<CountyMap | null>(null);
  const [layers, setLayers] = useState<Layers>(ALL);
  const [following, setFollowing] = useState(true);
  const [record, setRecord] = useState(false);
  const drawing = usePlotting(isDrawing);

  const own = conference.sites.find((site) => site.user === me.id && site.presence.type === 'present')?.id ?? null;
  const leads = own !== null && shared.leader === own;
  const chair = conference.chair === me.id;
  const names = useMemo(() => new Map(conference.sites.map((site) => [site.id, site.name])), [conference.sites]);
  const nameOf = useCallback((site: number) => names.get(site) ?? '', [names]);

  const send = useRef(act);
  send.current = act;
  const point = useMemo(() => paced((at: { position: Wgs84 | null; drawing: boolean }) => send.current({ type: 'point', position: at.position ?? undefined, drawing: at.drawing })), []);
  const lead = useMemo(() => paced((view: ReturnType<typeof viewpoint>) => send.current({ type: 'lead', view })), []);

  // The leader shows; the others go along until they move the map by hand.
  const show = () => {
    if (leads && map) lead(viewpoint(map, layers));
  };
  useEffect(show, [leads, map, layers]);
  useEffect(() => {
    if (!map || leads || !following || !shared.view) return;
    map.follow(shared.view);
    setLayers(layersOf(shared.view.layers));
  }, [map, leads, following, shared.view]);
  const moving = (byHand: boolean) => {
    show();
    if (byHand && !leads && shared.leader !== null) setFollowing(false);
  };
  const position = incident?.facts.place.position;
  const focus = useMemo(() => (position ? { position, zoom: 12 } : null), [position?.lon, position?.lat]);
  const pointers = useMemo(() => new Map([...shared.pointers].filter(([site]) => site !== own)), [shared.pointers, own]);

  return (
    <section className="shared-map" data-testid="shared-map" data-leader={shared.leader ?? ''} data-following={following} aria-label={t('shared.title')}>
      <header className="shared-head">
        <Link2 size={15} aria-hidden="true" /><b>{t('shared.title')}</b>
        <span className="soft small grow" data-testid="shared-state">{t('shared.watching', { count: shared.watching.length })} · {shared.leader === null ? t('shared.nobodyLeads') : leads ? t('shared.youLead') : t('shared.leads', { name: nameOf(shared.leader) })}</span>
        {shared.leader !== null && !leads && (
          <span className="segmented" role="group" aria-label={t('shared.view')}>
            <button aria-pressed={following} data-testid="follow" onClick={() => setFollowing(true)}>{t('shared.follow')}</button>
            <button aria-pressed={!following} data-testid="look-around" onClick={() => setFollowing(false)}>{t('shared.lookAround')}</button>
          </span>
        )}
        {own !== null && !leads && (shared.leader === null || chair) && <button className="button" data-testid="take-lead" disabled={!map} onClick={() => map && act({ type: 'take_lead', view: viewpoint(map, layers) })}>{t('shared.takeLead')}</button>}
        {leads && <button className="button" data-testid="release-lead" onClick={() => act({ type: 'release_lead' })}>{t('shared.releaseLead')}</button>}
        {incident && <button className="button" aria-pressed={record} data-testid="meeting-record-button" onClick={() => setRecord(!record)}><ListTree size={15} aria-hidden="true" />{t('shared.record')}</button>}
      </header>
      <div className="shared-body">
        <MapView
          selected={incident?.id ?? null} focus={shared.leader === null ? focus : null} search={false} plotOn={own === null ? null : plottable(incident, me.role)} layers={layers} onLayers={setLayers} onMap={setMap}
          onHover={(at) => point({ position: at, drawing })} onMoving={moving}
        >
          <Pointers map={map} pointers={pointers} nameOf={nameOf} />
        </MapView>
        {record && incident && <MeetingRecord incident={incident} onClose={() => setRecord(false)} />}
      </div>
    </section>
  );
}
