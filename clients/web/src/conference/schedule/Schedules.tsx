// 预约会议: what opens by itself and when; making, changing and cancelling; the templates that plans are made from.
import { CalendarPlus } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { serverNow, submit, useEntities, useMe } from '../../link';
import type { ConferencePlan, Input, Refusal, ScheduleView, Timing } from '../../link/types';
import { useT, type Translate } from '../../shell/i18n';
import { DepartmentMark, useNow } from '../../shell/marks';
import { RefusalNote } from '../../shell/RefusalNote';
import { momentText, ms } from '../../shell/time';
import { agendaText, freshWhen, readAgenda, readTiming, weekdayOf, whenOf, type When } from './plan';
import '../meeting.css';
import '../calls/calls.css';

/** 1 is Monday. */
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const dayName = (t: Translate, day: number) => t(`meeting.schedule.days.${day - 1}`);
const CONVENES = ['leader', 'duty_officer', 'operator'];

export function Schedules() {
  const t = useT();
  const me = useMe();
  const may = CONVENES.includes(me.role);
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const schedules = [...useEntities('schedule').values()].sort((a, b) => (a.next_at ?? Infinity) - (b.next_at ?? Infinity) || b.id - a.id);
  const shown = schedules.filter((each) => each.next_at != null || each.id === editing).concat(schedules.filter((each) => each.next_at == null && each.id !== editing).slice(0, 5));
  if (!may && shown.length === 0) return null;
  return (
    <section className="panel" aria-label={t('meeting.schedule.title')} data-testid="schedules">
      <header>
        <h2 className="grow">{t('meeting.schedule.title')}</h2>
        {may && <button className="button" aria-expanded={editing === 'new'} data-testid="add-schedule" onClick={() => setEditing(editing === 'new' ? null : 'new')}><CalendarPlus size={15} aria-hidden="true" />{t('meeting.schedule.add')}</button>}
      </header>
      {editing === 'new' && <Form close={() => setEditing(null)} />}
      {shown.length === 0 && editing !== 'new' && <p className="muted" style={{ padding: 12 }}>{t('meeting.schedule.none')}</p>}
      <table className="table"><tbody>
        {shown.map((each) => (
          editing === each.id
            ? <tr key={each.id}><td colSpan={5}><Form schedule={each} close={() => setEditing(null)} /></td></tr>
            : <Row key={each.id} schedule={each} may={may} edit={() => setEditing(each.id)} />
        ))}
      </tbody></table>
    </section>
  );
}

function Row({ schedule, may, edit }: { schedule: ScheduleView; may: boolean; edit: () => void }) {
  const t = useT();
  const now = useNow();
  const [sure, setSure] = useState(false);
  const { plan, timing } = schedule;
  return (
    <tr data-testid="schedule-row">
      <td className="nowrap">{schedule.next_at != null ? `${t('meeting.schedule.next')} ${momentText(ms(schedule.next_at), now)}` : <span className="muted">{t(schedule.cancelled_at != null ? 'meeting.schedule.cancelled' : 'meeting.schedule.over')}</span>}</td>
      <td>{plan.title}<br /><span className="muted small">{repeatText(t, timing)} · {t('meeting.schedule.was', { opened: schedule.opened })}{schedule.missed > 0 && ` · ${t('meeting.schedule.missed', { count: schedule.missed })}`}</span></td>
      <td className="nowrap">{t('meeting.schedule.invited', { count: plan.units.length })}</td>
      <td className="nowrap"><a className="button small-button" href={`/api/schedules/${schedule.id}/calendar.ics`} download data-testid="calendar">{t('meeting.schedule.calendar')}</a></td>
      <td className="number nowrap">
        {schedule.conference != null && schedule.next_at == null && <Link className="button small-button" href={`/conference/${schedule.conference}`}>{t('meeting.call.enter')}</Link>}{' '}
        {may && schedule.cancelled_at == null && (sure
          ? <><button className="button danger small-button" data-testid="cancel-sure" onClick={() => void submit({ type: 'cancel_schedule', schedule: schedule.id })}>{t('meeting.schedule.cancelSure')}</button> <button className="button small-button" onClick={() => setSure(false)}>{t('meeting.schedule.keep')}</button></>
          : <><button className="button small-button" onClick={edit}>{t('meeting.schedule.change')}</button> {schedule.next_at != null && <button className="button small-button" data-testid="cancel-schedule" onClick={() => setSure(true)}>{t('meeting.schedule.cancel')}</button>}</>)}
      </td>
    </tr>
  );
}

export function repeatText(t: Translate, timing: Timing): string {
  const count = timing.end?.type === 'count' ? ` · ${t('meeting.schedule.countText', { count: timing.end.count })}` : '';
  switch (timing.repeat.type) {
    case 'once': return t('meeting.schedule.repeats.once');
    case 'daily': return t('meeting.schedule.repeats.daily') + count;
    case 'weekly': return t('meeting.schedule.onDays', { days: timing.repeat.days.map((day) => dayName(t, day)).join('、') }) + count;
    case 'monthly': return t('meeting.schedule.onDay', { day: timing.repeat.day }) + count;
  }
}

interface Draft { title: string; agenda: string; units: string[]; minutes: number; waiting_room: boolean }
const draftOf = (plan: ConferencePlan): Draft => ({ ...plan, agenda: agendaText(plan.agenda) });
const EMPTY: Draft = { title: '', agenda: '', units: [], minutes: 60, waiting_room: false };

function Form({ schedule, close }: { schedule?: ScheduleView; close: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const [draft, setDraft] = useState<Draft>(schedule ? draftOf(schedule.plan) : EMPTY);
  const [when, setWhen] = useState<When>(() => (schedule ? { ...whenOf(schedule.timing), ...(schedule.next_at == null ? freshWhen(serverNow()) : {}) } : freshWhen(serverNow())));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const plan: ConferencePlan = { ...draft, agenda: readAgenda(draft.agenda) };
  const timing = readTiming(when);
  const ready = draft.title.trim() !== '';
  const send = async (input: Input) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
    return outcome.ok ? (outcome.made ?? null) : undefined;
  };
  const save = async () => {
    if (!timing) return;
    const made = await send(schedule ? { type: 'change_schedule', schedule: schedule.id, plan, timing } : { type: 'schedule_conference', plan, timing });
    if (made !== undefined) close();
  };
  const openNow = async () => {
    const made = await send({ type: 'open_conference', plan });
    if (made?.kind === 'conference') go(`/conference/${made.id}`);
  };
  return (
    <form
      className="meeting-form schedule-form" data-testid="schedule-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Templates plan={plan} ready={ready} pick={(picked) => setDraft(draftOf(picked))} send={send} />
      <label className="field"><span className="label">{t('meeting.schedule.name')}</span><input required value={draft.title} maxLength={120} data-testid="plan-title" onChange={(event) => set({ title: event.target.value })} /></label>
      <Times when={when} set={(change) => setWhen({ ...when, ...change })} minutes={draft.minutes} setMinutes={(minutes) => set({ minutes })} />
      <label className="field"><span className="label">{t('meeting.schedule.agenda')}</span><textarea rows={4} value={draft.agenda} data-testid="plan-agenda" onChange={(event) => set({ agenda: event.target.value })} /></label>
      <Invited chosen={draft.units} set={(units) => set({ units })} />
      <label className="row"><input type="checkbox" checked={draft.waiting_room} onChange={(event) => set({ waiting_room: event.target.checked })} />{t('meeting.schedule.waitingRoom')}</label>
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row wrap">
        <button className="button primary" disabled={!ready || !timing} data-testid="save-schedule">{t(schedule ? 'meeting.schedule.saveChange' : 'meeting.schedule.save')}</button>
        {!schedule && <button type="button" className="button" disabled={!ready} data-testid="open-now" onClick={() => void openNow()}>{t('meeting.schedule.now')}</button>}
        <button type="button" className="button" onClick={close}>{t('meeting.schedule.back')}</button>
      </div>
    </form>
  );
}

function Times({ when, set, minutes, setMinutes }: { when: When; set: (change: Partial<When>) => void; minutes: number; setMinutes: (minutes: number) => void }) {
  const t = useT();
  const toggle = (day: number) => set({ days: when.days.includes(day) ? when.days.filter((each) => each !== day) : [...when.days, day].sort() });
  const date = (value: string) => {
    const timing = readTiming({ ...when, date: value });
    set({ date: value, ...(timing && when.repeat !== 'weekly' ? { days: [weekdayOf(timing.starts_at)] } : {}) });
  };
  return (
    <div className="caption-choices">
      <label className="field"><span className="label">{t('meeting.schedule.date')}</span><input type="date" required value={when.date} data-testid="plan-date" onChange={(event) => date(event.target.value)} /></label>
      <label className="field"><span className="label">{t('meeting.schedule.time')}</span><input required inputMode="numeric" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" placeholder="14:00" value={when.time} data-testid="plan-time" onChange={(event) => set({ time: event.target.value })} /></label>
      <label className="field"><span className="label">{t('meeting.schedule.lasts')}</span><input type="number" min={10} max={720} value={minutes} onChange={(event) => setMinutes(Number(event.target.value))} /></label>
      <label className="field"><span className="label">{t('meeting.schedule.remind')}</span><input type="number" min={0} max={1440} value={when.remind} onChange={(event) => set({ remind: Number(event.target.value) })} /></label>
      <label className="field"><span className="label">{t('meeting.schedule.repeat')}</span>
        <select value={when.repeat} data-testid="plan-repeat" onChange={(event) => set({ repeat: event.target.value as When['repeat'] })}>{(['once', 'daily', 'weekly', 'monthly'] as const).map((each) => <option key={each} value={each}>{t(`meeting.schedule.repeats.${each}`)}</option>)}</select>
      </label>
      {when.repeat !== 'once' && <label className="field"><span className="label">{t('meeting.schedule.count')}</span><input type="number" min={1} max={400} value={when.count} data-testid="plan-count" onChange={(event) => set({ count: Number(event.target.value) })} /></label>}
      {when.repeat === 'weekly' && <div className="row wrap" role="group" aria-label={t('meeting.schedule.repeats.weekly')}>{DAYS.map((day) => <label key={day} className="row"><input type="checkbox" checked={when.days.includes(day)} onChange={() => toggle(day)} />{dayName(t, day)}</label>)}</div>}
    </div>
  );
}

function Invited({ chosen, set }: { chosen: string[]; set: (units: string[]) => void }) {
  const t = useT();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled);
  const groups = [...useEntities('unit_group').values()];
  const toggle = (id: string) => set(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <fieldset className="meeting-units">
      <legend className="strong">{t('meeting.schedule.units')}</legend>
      <div className="group-toggles" role="group" aria-label={t('meeting.schedule.fromGroup')}>
        {groups.map((group) => {
          const whole = group.units.every((unit) => chosen.includes(unit));
          return <button key={group.id} type="button" className="button small-button" aria-pressed={whole} onClick={() => set(whole ? chosen.filter((unit) => !group.units.includes(unit)) : [...new Set([...chosen, ...group.units])])}>{group.name}</button>;
        })}
      </div>
      <div className="group-members">{units.map((unit) => <label key={unit.id}><input type="checkbox" checked={chosen.includes(unit.id)} data-testid={`plan-unit-${unit.id}`} onChange={() => toggle(unit.id)} /><DepartmentMark kind={unit.kind} />{unit.name}</label>)}</div>
    </fieldset>
  );
}

function Templates({ plan, ready, pick, send }: { plan: ConferencePlan; ready: boolean; pick: (plan: ConferencePlan) => void; send: (input: Input) => Promise<unknown> }) {
  const t = useT();
  const templates = [...useEntities('template').values()];
  const [name, setName] = useState('');
  const [picked, setPicked] = useState<number | null>(null);
  return (
    <div className="meeting-line">
      <label className="row">{t('meeting.schedule.template')}
        <select
          className="input" value={picked ?? ''} data-testid="pick-template"
          onChange={(event) => {
            const found = templates.find((each) => each.id === Number(event.target.value));
            setPicked(found?.id ?? null);
            if (found) pick(found.plan);
          }}
        >
          <option value="">{t('meeting.schedule.templateNone')}</option>
          {templates.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
        </select>
      </label>
      {picked !== null && <button type="button" className="button small-button" onClick={() => void send({ type: 'remove_template', template: picked }).then(() => setPicked(null))}>{t('meeting.schedule.removeTemplate')}</button>}
      <span className="grow" />
      <input className="input" value={name} maxLength={120} placeholder={t('meeting.schedule.templateName')} aria-label={t('meeting.schedule.templateName')} data-testid="template-name" onChange={(event) => setName(event.target.value)} />
      <button type="button" className="button" disabled={!ready || name.trim() === ''} data-testid="save-template" onClick={() => void send({ type: 'save_template', name, plan }).then((made) => made !== undefined && setName(''))}>{t('meeting.schedule.saveTemplate')}</button>
    </div>
  );
}
