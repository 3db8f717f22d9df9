// 事件: one incident. Header with level, state rail and figures; timeline, facts and records, map.
import './incident.css';
import '../duty/duty.css';
import { MapPin, Send, Video } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import { submit, useEntity, useMe } from '../link';
import type { IncidentView, Refusal, TimelineEntry, Wgs84 } from '../link/types';
import { AnalysisPanel } from '../analysis/Panel';
import { AttachmentsPanel } from '../attachment/Panel';
import { CASUALTY_FIELDS } from '../duty/draft';
import { MapView } from '../map/MapView';
import { plottable } from '../map/plot/figures';
import { OrderForm } from '../order/Form';
import { OrdersPanel } from '../order/Panel';
import { DocumentsPanel } from '../document/Panel';
import { PlanPanel } from '../plan/Panel';
import { ResourcePanel } from '../resource/Panel';
import { ResponseFlag } from '../plan/ResponseFlag';
import { ReportsPanel } from '../report/Panel';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { DueClock, SeverityChip, StateChip } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { IncidentCalls } from '../conference/calls/CallBoard';
import { authorityOf } from './authority';
import { isOpenToChange } from './states';
import { Classify } from './Classify';
import { Consult } from './Consult';
import { Facts } from './Facts';
import { LinkedRecords, Meetings } from './Linked';
import { MergedNote, Relations } from './Relations';
import { StateRail, Transition } from './StateRail';
import { Timeline } from './Timeline';
import { useFile } from './file';
import { useTitle } from './title';

type Opened = 'classify' | 'consult' | 'locate' | 'order' | null;

/** Chooses a new position on the map, then asks for it in words. */
function Locate({ incident, picked, onDone }: { incident: IncidentView; picked: Wgs84 | null; onDone: () => void }) {
  const t = useT();
  const [text, setText] = useState(incident.facts.place.text);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async () => {
    if (!picked) return;
    const outcome = await submit({ type: 'locate_incident', incident: incident.id, place: { text: text.trim(), position: picked, error_m: 30 } });
    if (outcome.ok) onDone();
    else setRefusal(outcome.refusal);
  };
  return (
    <div className="row wrap" style={{ padding: 10, alignItems: 'flex-end', background: 'var(--s1)', border: '1px solid var(--line)', borderRadius: 4 }} data-testid="locate">
      <label className="field grow"><span className="label">{t('incident.place')}</span><input value={text} maxLength={200} onChange={(event) => setText(event.target.value)} /></label>
      <span className="soft small">{picked ? `${picked.lon.toFixed(5)}, ${picked.lat.toFixed(5)}` : t('incident.locateHint')}</span>
      <button className="button primary" disabled={!picked} data-testid="locate-submit" onClick={() => void send()}>{t('incident.locateDo')}</button>
      <button className="button" onClick={onDone}>{t('incident.cancel')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

function Head({ incident, opened, setOpened }: { incident: IncidentView; opened: Opened; setOpened: (opened: Opened) => void }) {
  const t = useT();
  const me = useMe();
  const title = useTitle(me.mode);
  const { facts } = incident;
  const county = me.role === 'leader' || me.role === 'duty_officer';
  const toggle = (what: Opened) => setOpened(opened === what ? null : what);
  return (
    <div className="incident-head">
      <div className="row wrap">
        <span className="muted small nowrap">{incident.number}</span><SeverityChip severity={facts.severity} />
        <h1 data-testid="incident-title">{title(facts.title)}</h1><StateChip state={incident.state} /><ResponseFlag response={incident.response} />
        {incident.next_due && <DueClock due={incident.next_due} />}
        <span className="grow" />
        {isOpenToChange(incident.state) ? <>
        <button className="button" data-testid="open-locate" aria-pressed={opened === 'locate'} onClick={() => toggle('locate')}><MapPin size={15} aria-hidden="true" />{t('incident.locate')}</button>
        {county && <button className="button" data-testid="open-order" aria-pressed={opened === 'order'} onClick={() => toggle('order')}><Send size={15} aria-hidden="true" />{t('order.open')}</button>}
        <button className="button" data-testid="open-classify" aria-pressed={opened === 'classify'} onClick={() => toggle('classify')}>{t('incident.classify')}</button>
        <button className="button primary" data-testid="open-consult" aria-pressed={opened === 'consult'} onClick={() => toggle('consult')}><Video size={15} aria-hidden="true" />{t('incident.consult')}</button>
        </> : <span className="chip outlined" data-testid="archived-note">{t('archive.readOnly')}</span>}
      </div>
      <div className="row wrap">
        <StateRail incident={incident} />
        <span className="figures">{CASUALTY_FIELDS.map((field) => <span key={field}>{t(`casualties.${field}`)} <b>{facts.casualties?.[field] ?? 0}</b></span>)}</span>
      </div>
      {opened === 'classify' && <Classify incident={incident} onDone={() => setOpened(null)} />}
      <Transition incident={incident} />
    </div>
  );
}

function Page({ incident, asked }: { incident: IncidentView; asked: IncidentView }) {
  const [opened, setOpened] = useState<Opened>(null);
  const [picked, setPicked] = useState<Wgs84 | null>(null);
  const [carried, setCarried] = useState<TimelineEntry | null>(null);
  const me = useMe();
  const close = () => {
    setOpened(null);
    setCarried(null);
    setPicked(null);
  };
  useKeys({ Escape: close });
  const position = incident.facts.place.position;
  const focus = useMemo(() => (position ? { position, zoom: 12 } : null), [position?.lon, position?.lat]);
  const pins = useMemo(() => (picked ? [{ letter: '•', position: picked, active: true }] : []), [picked]);
  return (
    <div className="incident-page" data-testid="incident-page" data-incident={incident.id}>
      <MergedNote asked={asked} shown={incident} />
      <Head incident={incident} opened={opened} setOpened={setOpened} />
      <div className="incident-grid">
        <Timeline incident={incident} toOrder={setCarried} />
        <div className="column">
          {opened === 'consult' && <Consult incident={incident} onDone={close} />}
          {opened === 'order' && <OrderForm incident={incident.id} onDone={close} />}
          {carried && <OrderForm key={carried.seq} incident={incident.id} carriesOut={carried} onDone={close} />}
          <IncidentCalls incident={incident} />
          <OrdersPanel incident={incident} />
          <DocumentsPanel incident={incident} />
          <div className="incident-pair">
            <div className="column"><PlanPanel incident={incident} /><Facts incident={incident} /><AttachmentsPanel incident={incident} /><LinkedRecords incident={incident} /><Relations incident={incident} /></div>
            {incident.reporting && <div className="column"><ReportsPanel incident={incident} /></div>}
          </div>
        </div>
        <div className="column">
          {opened === 'locate' && <Locate incident={incident} picked={picked} onDone={close} />}
          <div className="incident-map"><MapView selected={incident.id} picking={opened === 'locate'} onPick={setPicked} pins={pins} focus={focus} search={opened === 'locate'} plotOn={opened === 'locate' ? null : plottable(incident, me.role)} /></div>
          {(isOpenToChange(incident.state) || (incident.analyses?.length ?? 0) > 0) && <AnalysisPanel incident={incident} />}
          {isOpenToChange(incident.state) && <ResourcePanel incident={incident} />}
          <Meetings incident={incident} />
        </div>
      </div>
    </div>
  );
}

export default function Incident({ id }: { id: number }) {
  const t = useT();
  const asked = useEntity('incident', id);
  const authority = useEntity('incident', asked ? authorityOf(asked) : null);
  // The address of a duplicate stays alive: it leads to the authority, which says so. `?own` shows the duplicate itself.
  const own = new URLSearchParams(useSearch()).has('own');
  const fetched = useFile(id, asked !== undefined);
  useFile(authority || !asked ? null : authorityOf(asked), false);
  if (!asked) return <Empty title={fetched === 'gone' ? t('incident.gone') : fetched === 'failed' ? t('archive.failed') : t('archive.opening')} />;
  const shown = own ? asked : (authority ?? asked);
  return <Page key={`${id}-${shown.id}`} incident={shown} asked={asked} />;
}
