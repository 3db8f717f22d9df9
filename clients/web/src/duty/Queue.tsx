// 事件队列: sorted by the nearest clock, still under the hand; below it what departments delivered and nobody has judged yet.
import { Link2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { authorityOf } from '../command/authority';
import { OPEN_STATES } from '../command/states';
import { useTitle } from '../command/title';
import { useEntities, useMe } from '../link';
import type { FeedRecordView, IncidentView, UnitKind } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { DepartmentMark, DueClock, SeverityChip, StateChip, useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { seen, useFresh } from './arrivals';
import { newDraft, select, useDesk } from './desk';
import { byDue, heldOrder } from './order';
import { Todo } from '../order/Todo';
import { StationFoot } from './StationFoot';

const DEPARTMENTS: readonly UnitKind[] = ['public_security', 'civil_air_defence', 'fire', 'weather', 'water', 'work_safety'];

/** ↑ ↓ move among the rows of the whole region. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  event.preventDefault();
}

function Row({ incident, selected }: { incident: IncidentView; selected: boolean }) {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const unit = useEntities('unit').get(incident.unit);
  const fresh = useFresh((state) => state.keys.has(`incident-${incident.id}`));
  const title = useTitle(me.mode);
  const merged = useEntities('incident').get(authorityOf(incident) ?? -1);
  const { facts } = incident;
  const press = () => (selected ? go(`/incident/${incident.id}`) : select(incident.id, facts.place.position));
  return (
    <div
      role="option" aria-selected={selected} tabIndex={0} data-row data-testid="incident-row" data-incident={incident.id} data-state={incident.state} data-severity={facts.severity ?? 'none'}
      className={`queue-row ${fresh ? 'fresh' : ''}`} onClick={press} onDoubleClick={() => go(`/incident/${incident.id}`)} onFocus={() => seen(`incident-${incident.id}`)}
      onKeyDown={(event) => event.key === 'Enter' && press()}
    >
      {unit ? <DepartmentMark kind={unit.kind} name={unit.name} /> : <span />}
      <span className="title">{title(facts.title)}</span>
      <SeverityChip severity={facts.severity} />
      <span className="place">{facts.place.text || t('duty.place')}</span>
      <span className="tail">…{incident.number.slice(-4)}</span>
      <span className="clocks">
        <StateChip state={incident.state} />
        {incident.next_due && <DueClock due={incident.next_due} />}
        <span className="grow" />
        {merged && <span className="chip outlined">{t('correlation.mergedInto', { number: `…${merged.number.slice(-4)}` })}</span>}
        {incident.records.length > 0 && <span className="small muted row" style={{ gap: 3 }}><Link2 size={12} aria-hidden="true" />{incident.records.length}</span>}
      </span>
    </div>
  );
}

function RecordRow({ record, selected }: { record: FeedRecordView; selected: boolean }) {
  const now = useNow();
  const t = useT();
  const unit = useEntities('unit').get(record.unit);
  const like = useEntities('incident').get(record.proposals?.[0]?.incident ?? -1);
  const fresh = useFresh((state) => state.keys.has(`record-${record.id}`));
  const open = () => useDesk.setState({ record: record.id, ...(record.facts.place.position ? { focus: { position: record.facts.place.position } } : {}) });
  return (
    <button
      data-row data-testid="record-row" data-record={record.id} className={`record-row ${fresh ? 'fresh' : ''}`} aria-selected={selected} role="option"
      onFocus={() => seen(`record-${record.id}`)} onClick={open}
    >
      <span className="source">{record.facts.caller?.source || unit?.name || record.source}</span>
      <span className="grow">{record.facts.title}{like && <span className="muted small"> {t('correlation.waiting', { incident: `…${like.number.slice(-4)}` })}</span>}</span>
      <span className="muted small">{momentText(ms(record.received_at), now)}</span>
    </button>
  );
}

/** A hand is on the list while the pointer is over it or the focus in it. */
function useHand() {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  return {
    held: pointer || focus,
    handlers: {
      onPointerEnter: () => setPointer(true), onPointerLeave: () => setPointer(false), onFocus: () => setFocus(true),
      onBlur: (event: React.FocusEvent<HTMLElement>) => setFocus(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}

export function Queue() {
  const t = useT();
  const incidents = useEntities('incident');
  const records = useEntities('feed_record');
  const units = useEntities('unit');
  const selected = useDesk((state) => state.selected);
  const openRecord = useDesk((state) => state.record);
  const [all, setAll] = useState(false);
  const hand = useHand();
  const shown = useRef<readonly number[]>([]);
  const shownRecords = useRef<readonly number[]>([]);
  const [, sortNow] = useState(0);
  const force = useRef(false);

  const sorted = useMemo(() => [...incidents.values()].filter((each) => all || OPEN_STATES.has(each.state)).sort(byDue).map((each) => each.id), [incidents, all]);
  const pending = useMemo(() => [...records.values()].filter((each) => each.fate.type === 'pending').sort((a, b) => b.received_at - a.received_at).map((each) => each.id), [records]);
  const held = hand.held && !force.current && shown.current.length > 0;
  const { rows, waiting } = heldOrder(shown.current.filter((id) => incidents.has(id)), sorted, held);
  const heldRecords = heldOrder(shownRecords.current.filter((id) => records.get(id)?.fate.type === 'pending'), pending, hand.held && !force.current && shownRecords.current.length > 0);
  useEffect(() => {
    shown.current = rows;
    shownRecords.current = heldRecords.rows;
    force.current = false;
  });
  const sortIn = () => {
    force.current = true;
    sortNow((count) => count + 1);
  };
  const counts = useMemo(() => {
    const tally = new Map<UnitKind, number>();
    for (const id of sorted) {
      const kind = units.get(incidents.get(id)!.unit)?.kind;
      if (kind) tally.set(kind, (tally.get(kind) ?? 0) + 1);
    }
    return tally;
  }, [sorted, units, incidents]);
  const openCount = [...incidents.values()].filter((each) => OPEN_STATES.has(each.state)).length;

  return (
    <section className="panel queue" data-region="queue" aria-label={t('duty.queue')} data-testid="queue" onKeyDown={moveFocus}>
      <header>
        <h2>{t('duty.queue')}</h2><span className="muted small grow">{t('duty.byDue')}</span>
        <span className="segmented" role="group">
          <button aria-pressed={!all} onClick={() => { setAll(false); sortIn(); }}>{t('duty.open')} {openCount}</button>
          <button aria-pressed={all} onClick={() => { setAll(true); sortIn(); }}>{t('duty.all')} {incidents.size}</button>
        </span>
      </header>
      <div className="department-counts">
        {DEPARTMENTS.map((kind) => <span key={kind}><DepartmentMark kind={kind} /> {counts.get(kind) ?? 0}</span>)}
        <span className="grow" /><kbd>F6</kbd>
      </div>
      {waiting + heldRecords.waiting > 0 && <button className="new-waiting" data-testid="new-waiting" onClick={sortIn}>{t('duty.newWaiting', { count: waiting + heldRecords.waiting })}</button>}
      <div className="queue-list" {...hand.handlers}>
        <div role="listbox" aria-label={t('duty.queue')}>
          {rows.map((id) => <Row key={id} incident={incidents.get(id)!} selected={id === selected} />)}
        </div>
        {rows.length === 0 && <Empty title={t('duty.noOpen')} text={t('duty.noOpenText')}><button className="button" onClick={() => newDraft(t('intake.sourcePublic'))}>{t('keys.intake')} <kbd>F2</kbd></button></Empty>}
        <Todo />
        <h3 className="queue-section">{t('duty.records')} <span className="muted small">{t('duty.pending')} {pending.length}</span></h3>
        <div role="listbox" aria-label={t('duty.records')}>
          {heldRecords.rows.map((id) => <RecordRow key={id} record={records.get(id)!} selected={id === openRecord} />)}
        </div>
        {pending.length === 0 && <p className="muted small" style={{ padding: '4px 12px 12px' }}>{t('duty.noRecords')}</p>}
      </div>
      <StationFoot />
    </section>
  );
}
