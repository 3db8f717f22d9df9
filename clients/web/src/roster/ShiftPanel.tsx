// One shift: reading it, setting it, removing it, offering it for a swap.
import { ArrowLeftRight } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { submit, useMe } from '../link';
import type { DutyPlan, DutyShiftView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { dayText, micros, ms } from '../shell/time';
import { fieldText, readField, spanOf } from './days';
import type { Chosen } from './Roster';
import { begun, keeps, names, over, placeOf } from './shifts';

const HOUR = 3_600_000;
const split = (text: string) => text.split(/[、,，;；/\s]+/).map((name) => name.trim()).filter((name) => name !== '');

interface Props { unit: string; shifts: DutyShiftView[]; chosen: Chosen; choose: (chosen: Chosen) => void }

export function ShiftPanel({ unit, shifts, chosen, choose }: Props) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const shift = chosen?.type === 'shift' ? shifts.find((each) => each.id === chosen.id) : undefined;
  const may = keeps(me, unit);
  if (chosen?.type === 'new' && may) return <ShiftForm unit={unit} shifts={shifts} day={chosen.day} choose={choose} />;
  if (!shift) return <section className="panel roster-hint"><p className="muted">{t(may ? 'shift.hint' : 'shift.hintRead')}</p></section>;
  return (
    <>
      {may && !over(shift, now) ? <ShiftForm key={shift.version} unit={unit} shifts={shifts} shift={shift} choose={choose} /> : <ShiftFacts shift={shift} />}
      {placeOf(shift, me.id) && !begun(shift, now) && <Offer shift={shift} shifts={shifts} />}
    </>
  );
}

function ShiftFacts({ shift }: { shift: DutyShiftView }) {
  const t = useT();
  return (
    <section className="panel" data-testid="shift-facts">
      <header><h2>{dayText(ms(shift.start))} {spanOf(ms(shift.start), ms(shift.end), t('shift.nextDay'))}</h2></header>
      <dl className="body shift-facts">
        <div><dt>{t('shift.officers')}</dt><dd>{names(shift.officers)}</dd></div>
        <div><dt>{t('shift.leader')}</dt><dd>{shift.leader.name}</dd></div>
        <div><dt>{t('shift.phone')}</dt><dd>{shift.phone}</dd></div>
      </dl>
    </section>
  );
}

interface Draft { start: string; end: string; officers: string; leader: string; phone: string }

/** A new shift follows the last one, and is as long. */
function fresh(shifts: readonly DutyShiftView[], day: number): Draft {
  const last = shifts.at(-1);
  const start = last ? Math.max(ms(last.end), day) : day + 8 * HOUR;
  const length = last ? last.end - last.start : micros(12 * HOUR);
  return { start: fieldText(start), end: fieldText(start + ms(length)), officers: '', leader: last?.leader.name ?? '', phone: last?.phone ?? '' };
}

function draftOf(shift: DutyShiftView): Draft {
  return { start: fieldText(ms(shift.start)), end: fieldText(ms(shift.end)), officers: names(shift.officers), leader: shift.leader.name, phone: shift.phone };
}

function ShiftForm({ unit, shifts, shift, day = 0, choose }: { unit: string; shifts: DutyShiftView[]; shift?: DutyShiftView; day?: number; choose: (chosen: Chosen) => void }) {
  const t = useT();
  const now = useNow();
  const list = useId();
  const [draft, setDraft] = useState<Draft>(() => (shift ? draftOf(shift) : fresh(shifts, day)));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const known = [...new Set(shifts.flatMap((each) => [...each.officers, each.leader].map((person) => person.name)))].sort();
  const running = shift !== undefined && begun(shift, now);
  const [start, end] = [readField(draft.start), readField(draft.end)];
  const officers = split(draft.officers);
  const ready = start !== null && end !== null && officers.length > 0 && draft.leader.trim() !== '' && draft.phone.trim() !== '';
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (start === null || end === null) return;
    const plan: DutyPlan = { unit, start: running ? shift.start : micros(start), end: micros(end), officers, leader: draft.leader, phone: draft.phone };
    const outcome = await submit({ type: 'set_duty_shift', ...(shift ? { shift: shift.id, version: shift.version } : {}), plan });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok && outcome.made?.kind === 'duty_shift') choose({ type: 'shift', id: outcome.made.id });
  };
  const remove = async () => {
    const outcome = await submit({ type: 'remove_duty_shift', shift: shift!.id });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) choose(null);
  };
  const wrong = (field: string) => (refusal?.field === `plan.${field}` ? 'field wrong' : 'field');
  return (
    <form className="panel" data-testid="shift-form" onSubmit={(event) => void save(event)}>
      <header><h2>{t(shift ? 'shift.change' : 'shift.add')}</h2>{running && <span className="muted small">{t('shift.running')}</span>}</header>
      <div className="body shift-form">
        <div className="shift-times">
          <label className={wrong('start')}><span className="label">{t('shift.start')}</span><input type="datetime-local" data-testid="shift-start" required disabled={running} value={draft.start} onChange={(event) => set({ start: event.target.value })} /></label>
          <label className={wrong('end')}><span className="label">{t('shift.end')}</span><input type="datetime-local" data-testid="shift-end" required value={draft.end} onChange={(event) => set({ end: event.target.value })} /></label>
        </div>
        <label className={wrong('officers')}><span className="label">{t('shift.officers')}<span className="hint">{t('shift.several')}</span></span><input data-testid="shift-officers" required maxLength={300} list={list} value={draft.officers} onChange={(event) => set({ officers: event.target.value })} /></label>
        <label className={wrong('leader')}><span className="label">{t('shift.leader')}</span><input data-testid="shift-leader" required maxLength={120} list={list} value={draft.leader} onChange={(event) => set({ leader: event.target.value })} /></label>
        <label className={wrong('phone')}><span className="label">{t('shift.phone')}</span><input data-testid="shift-phone" required maxLength={32} inputMode="tel" value={draft.phone} onChange={(event) => set({ phone: event.target.value })} /></label>
        <datalist id={list}>{known.map((name) => <option key={name} value={name} />)}</datalist>
        {refusal && <RefusalNote refusal={refusal} />}
      </div>
      <footer>
        <button className="button primary" data-testid="shift-save" disabled={!ready}>{t(shift ? 'shift.save' : 'shift.addDo')}</button>
        {shift && !running && <button type="button" className="button danger" data-testid="shift-remove" onClick={() => void remove()}>{t('shift.remove')}</button>}
        <button type="button" className="button plain" onClick={() => choose(null)}>{t('shift.fold')}</button>
      </footer>
    </form>
  );
}

/** 换班: my place for somebody's place in another shift to come. */
function Offer({ shift, shifts }: { shift: DutyShiftView; shifts: DutyShiftView[] }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const [picked, setPicked] = useState('');
  const [note, setNote] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const leading = placeOf(shift, me.id) === 'leader';
  const others = shifts.filter((each) => each.id !== shift.id && !begun(each, now) && placeOf(each, me.id) === null);
  const choices = others.flatMap((each) => (leading ? [each.leader] : each.officers).filter((person) => person.user != null).map((person) => ({ key: `${each.id}/${person.user}`, shift: each, person })));
  const propose = async (event: FormEvent) => {
    event.preventDefault();
    const [take, other] = picked.split('/').map(Number) as [number, number];
    const outcome = await submit({ type: 'propose_duty_swap', give: shift.id, take, with: other, note });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setPicked('');
  };
  return (
    <form className="panel" data-testid="swap-form" onSubmit={(event) => void propose(event)}>
      <header><h2>{t('shift.swap.title')}</h2><ArrowLeftRight size={14} aria-hidden="true" /><span className="muted small">{t('shift.swap.note')}</span></header>
      {choices.length === 0 ? <p className="muted body">{t('shift.swap.nobody')}</p> : (
        <div className="body shift-form">
          <label className="field"><span className="label">{t('shift.swap.with')}</span>
            <select data-testid="swap-with" required value={picked} onChange={(event) => setPicked(event.target.value)}>
              <option value="">{t('shift.swap.choose')}</option>
              {choices.map(({ key, shift: other, person }) => <option key={key} value={key}>{person.name} · {dayText(ms(other.start))} {spanOf(ms(other.start), ms(other.end), t('shift.nextDay'))}</option>)}
            </select>
          </label>
          <label className="field"><span className="label">{t('shift.swap.why')}</span><input data-testid="swap-note" maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} /></label>
          {refusal && <RefusalNote refusal={refusal} />}
          <div><button className="button" data-testid="swap-propose" disabled={picked === ''}>{t('shift.swap.propose')}</button></div>
        </div>
      )}
    </form>
  );
}
