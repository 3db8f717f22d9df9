// 值班台: queue, map and form side by side; every step of a call by keyboard.
import './duty.css';
import { Check, Phone } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useEntities, useEntity } from '../link';
import type { Refusal, Wgs84 } from '../link/types';
import { MapView } from '../map/MapView';
import { useT } from '../shell/i18n';
import { Key, KeyBar } from '../shell/KeyBar';
import { inField, useKeys } from '../shell/keyboard';
import { RefusalNote } from '../shell/RefusalNote';
import { runUndo } from './actions';
import { useFresh } from './arrivals';
import { CallLog } from './CallLog';
import { changeDraft, loadDrafts, newDraft, select, useDesk } from './desk';
import { FormPanel } from './Intake';
import { Queue } from './Queue';
import { RecordPanel } from './RecordPanel';

type Region = 'queue' | 'map' | 'form';
const REGIONS: readonly Region[] = ['queue', 'map', 'form'];

/** Where the caret goes in each region: the chosen row, the map itself, the first field. */
const FIRST: Record<Region, readonly string[]> = { queue: ['[data-row][aria-selected="true"]', '[data-row]'], map: ['canvas'], form: ['[data-field]:not(.moment)', 'footer button'] };

function focusFirst(region: Region): void {
  const root = document.querySelector<HTMLElement>(`[data-region="${region}"]`);
  for (const selector of FIRST[region]) {
    const found = root?.querySelector<HTMLElement>(selector);
    if (found) return found.focus();
  }
}

function currentRegion(): Region | null {
  return (document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region as Region | undefined) ?? null;
}

function UndoBar() {
  const t = useT();
  const undo = useDesk((state) => state.undo);
  const made = useEntity('incident', useDesk((state) => state.made));
  const told = useDesk((state) => state.note);
  const note = made ? t('intake.created', { number: made.number }) : told;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const back = () => void runUndo().then((outcome) => setRefusal(outcome && !outcome.ok ? outcome.refusal : null));
  useKeys({ 'ctrl+z': (event) => (inField(event.target) || !undo ? false : back()) });
  useEffect(() => {
    if (undo) setRefusal(null);
  }, [undo]);
  if (!undo && !note && !refusal) return null;
  return (
    <div style={{ padding: '8px 8px 0' }} role="status">
      {undo && <div className="undo-bar" data-testid="undo-bar"><Check size={15} aria-hidden="true" /><span className="grow">{undo.label}</span><button autoFocus data-testid="undo" onClick={back}>{t('record.undo')}</button><span className="hint">Ctrl Z</span></div>}
      {!undo && note && <div className="undo-bar" data-testid="desk-note"><Check size={15} aria-hidden="true" /><span className="grow">{note}</span></div>}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

export function DutyDesk() {
  const t = useT();
  const { selected, record: recordId, pins, picking, focus, active, drafts } = useDesk();
  const incidents = useEntities('incident');
  const record = useEntities('feed_record').get(recordId ?? -1);
  const said = useFresh((state) => state.said);
  const [tab, setTab] = useState<Region>('queue');
  const source = t('intake.sourcePublic');
  useEffect(() => void loadDrafts(source), [source]);

  const show = (region: Region) => {
    setTab(region);
    requestAnimationFrame(() => focusFirst(region));
  };
  const takeReport = () => {
    newDraft(source);
    show('form');
  };
  const logCall = () => {
    useDesk.setState({ tab: 'calls', record: null });
    setTab('form');
    requestAnimationFrame(() => [...document.querySelectorAll<HTMLElement>('[data-field="call"]')].find((each) => each.offsetParent !== null)?.focus());
  };
  const cycle = () => {
    const now = currentRegion();
    show(REGIONS[(now === null ? 0 : REGIONS.indexOf(now) + 1) % REGIONS.length]!);
  };
  const fold = () => {
    if (picking) return useDesk.setState({ picking: false });
    if (recordId !== null) return useDesk.setState({ record: null });
    (document.activeElement as HTMLElement | null)?.blur();
    select(null);
  };
  useKeys({ F2: takeReport, F4: logCall, F6: cycle, Escape: fold });

  const draft = drafts.find((each) => each.id === active);
  const pick = (position: Wgs84) => {
    if (!picking || !draft) return;
    changeDraft(draft.id, { place: { text: draft.place.text || `${t('intake.fromMap')} ${position.lon.toFixed(5)}, ${position.lat.toFixed(5)}`, position, error_m: 30 } });
    useDesk.setState({ picking: false });
  };
  const openIncident = (id: number) => {
    select(id, incidents.get(id)?.facts.place.position);
    document.querySelector(`[data-incident="${id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="desk">
      <p className="visually-hidden" role="status" aria-live="polite" data-testid="said">{said}</p>
      <div className="desk-tabs"><span className="segmented" role="tablist">
        {(['queue', 'map', 'form'] as const).map((each) => <button key={each} role="tab" aria-selected={tab === each} data-testid={`tab-${each}`} onClick={() => setTab(each)}>{t(`duty.tab${each[0]!.toUpperCase()}${each.slice(1)}`)}</button>)}
      </span></div>
      <UndoBar />
      <div className="desk-grid" data-tab={tab}>
        <Queue />
        <div className="desk-map" data-region="map">
          <MapView selected={selected} onIncident={openIncident} onPick={pick} picking={picking} pins={pins} focus={focus} />
        </div>
        <section className="panel calls" aria-label={t('calls.title')}>
          <header><h2>{t('calls.title')}</h2><kbd>F4</kbd><span className="muted small grow">{t('calls.note')}</span><Phone size={14} aria-hidden="true" /></header>
          <CallLog />
        </section>
        {record ? <RecordPanel key={record.id} record={record} /> : <FormPanel calls={<CallLog compact />} />}
      </div>
      <KeyBar>
        <Key names={['F2']}>{t('keys.intake')}</Key><Key names={['F4']}>{t('keys.call')}</Key><Key names={['F6']}>{t('keys.cycle')}</Key><Key names={['/']}>{t('keys.search')}</Key>
        <Key names={['F8']}>{t('keys.link')}</Key><Key names={['F9']}>{t('keys.notSame')}</Key><Key names={['Ctrl', 'Enter']}>{t('keys.submit')}</Key><Key names={['Ctrl', 'Z']}>{t('keys.undo')}</Key><Key names={['Esc']}>{t('keys.fold')}</Key>
      </KeyBar>
    </div>
  );
}
