// 值班表: a week or a month of one unit, or who is on duty everywhere now. Choosing a shift opens it at the right.
import { ChevronLeft, ChevronRight, Download, Plus, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '../link';
import type { DutyShiftView } from '../link/types';
import { useT, type Translate } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { beijing, micros, ms } from '../shell/time';
import { DAY, midnight, monday, month, monthDays, spanOf } from './days';
import { Everywhere } from './Everywhere';
import { Import } from './Import';
import { ShiftPanel } from './ShiftPanel';
import { keeps, names, over, placeOf, runs, useCountyUnit, useRosterUnits, useShifts } from './shifts';
import { Swaps } from './Swaps';

type View = 'week' | 'month' | 'everywhere';
export type Chosen = { type: 'shift'; id: number } | { type: 'new'; day: number } | { type: 'import' } | null;

export function Roster() {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const units = useRosterUnits();
  const county = useCountyUnit();
  const [picked, setPicked] = useState<string | null>(null);
  const [view, setView] = useState<View>('week');
  const [at, setAt] = useState(() => now);
  const [chosen, setChosen] = useState<Chosen>(null);
  const unit = picked ?? county ?? me.unit;
  const shifts = useShifts(unit);
  const may = keeps(me, unit);
  const from = view === 'month' ? month(at) : monday(at);
  const to = view === 'month' ? month(at, 1) : from + 7 * DAY;
  const turn = (step: number) => setAt(view === 'month' ? month(at, step) : at + step * 7 * DAY);
  const sheet = `/api/duty/roster.csv?unit=${encodeURIComponent(unit)}&from=${micros(from)}&to=${micros(to)}`;
  const everywhere = view === 'everywhere';
  return (
    <div className="roster-body">
      <section className="panel roster-main" aria-label={t('shift.title')}>
        <header className="wrap">
          <h2>{t('shift.title')}</h2>
          <span className="segmented" role="group" aria-label={t('shift.view')}>
            {(['week', 'month', 'everywhere'] as const).map((each) => <button key={each} aria-pressed={view === each} data-testid={`roster-view-${each}`} onClick={() => setView(each)}>{t(`shift.views.${each}`)}</button>)}
          </span>
          {!everywhere && (
            <>
              <select className="input roster-unit" aria-label={t('shift.unit')} data-testid="roster-unit" value={unit} onChange={(event) => { setPicked(event.target.value); setChosen(null); }}>
                {units.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
              </select>
              <span className="row" style={{ gap: 4 }}>
                <button className="button" aria-label={t('shift.earlier')} data-testid="roster-earlier" onClick={() => turn(-1)}><ChevronLeft size={16} aria-hidden="true" /></button>
                <b className="roster-span" data-testid="roster-span">{spanText(t, view, from, to)}</b>
                <button className="button" aria-label={t('shift.later')} data-testid="roster-later" onClick={() => turn(1)}><ChevronRight size={16} aria-hidden="true" /></button>
                <button className="button plain" onClick={() => setAt(now)}>{t('shift.today')}</button>
              </span>
              <span className="grow" />
              <a className="button" href={sheet} download data-testid="roster-export"><Download size={15} aria-hidden="true" />{t('shift.export')}</a>
              {may && <button className="button" data-testid="roster-import" onClick={() => setChosen({ type: 'import' })}><Upload size={15} aria-hidden="true" />{t('shift.import')}</button>}
              {may && <button className="button primary" data-testid="roster-add" onClick={() => setChosen({ type: 'new', day: Math.max(midnight(now), from) })}><Plus size={15} aria-hidden="true" />{t('shift.add')}</button>}
            </>
          )}
        </header>
        {everywhere ? <Everywhere /> : view === 'week'
          ? <Week from={from} shifts={shifts} chosen={chosen} choose={setChosen} />
          : <Month at={at} shifts={shifts} chosen={chosen} choose={setChosen} />}
      </section>
      {!everywhere && (
        <aside className="roster-side">
          {chosen?.type === 'import' ? <Import unit={unit} close={() => setChosen(null)} /> : <ShiftPanel key={chosen?.type === 'shift' ? chosen.id : chosen ? `new-${chosen.day}` : 'none'} unit={unit} shifts={shifts} chosen={chosen} choose={setChosen} />}
          <Swaps unit={unit} />
        </aside>
      )}
    </div>
  );
}

function spanText(t: Translate, view: View, from: number, to: number): string {
  if (view === 'month') return t('shift.month', beijing(from) as unknown as Record<string, unknown>);
  const [first, last] = [beijing(from), beijing(to - DAY)];
  return t('shift.week', { year: first.year, month: first.month, day: first.day, lastMonth: last.month, lastDay: last.day });
}

interface Grid { shifts: DutyShiftView[]; chosen: Chosen; choose: (chosen: Chosen) => void }

function Week({ from, shifts, chosen, choose }: Grid & { from: number }) {
  const t = useT();
  const now = useNow();
  const days = Array.from({ length: 7 }, (_, index) => from + index * DAY);
  const today = midnight(now);
  const grid = useRef<HTMLDivElement>(null);
  // On a phone the days stand below one another: today is what is looked for.
  useEffect(() => {
    grid.current?.querySelector('[aria-current=date]')?.scrollIntoView({ block: 'nearest' });
  }, [from]);
  return (
    <div ref={grid} className="week" role="list" data-testid="roster-week">
      {days.map((day) => {
        const { month: number, day: date, weekday } = beijing(day);
        const mine = shifts.filter((shift) => ms(shift.start) >= day && ms(shift.start) < day + DAY);
        return (
          <section key={day} role="listitem" className="week-day" aria-current={day === today ? 'date' : undefined}>
            <h3><span>{t(`weekday.${weekday}`)}</span> <b>{number}/{date}</b>{day === today && <span className="chip outlined">{t('shift.todayMark')}</span>}</h3>
            {mine.map((shift) => <ShiftCard key={shift.id} shift={shift} pressed={chosen?.type === 'shift' && chosen.id === shift.id} press={() => choose({ type: 'shift', id: shift.id })} />)}
            {mine.length === 0 && <p className="muted small week-empty">{t('shift.empty')}</p>}
          </section>
        );
      })}
    </div>
  );
}

function ShiftCard({ shift, pressed, press }: { shift: DutyShiftView; pressed: boolean; press: () => void }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const phase = runs(shift, now) ? 'now' : over(shift, now) ? 'past' : 'ahead';
  const place = placeOf(shift, me.id);
  return (
    <button className="shift-card" aria-pressed={pressed} data-phase={phase} data-testid="shift-card" data-shift={shift.id} onClick={press}>
      <span className="shift-time">{spanOf(ms(shift.start), ms(shift.end), t('shift.nextDay'))}{phase === 'now' && <span className="chip acting">{t('shift.current')}</span>}{place && <span className="chip outlined">{t('shift.me')}</span>}</span>
      <b className="shift-names">{names(shift.officers)}</b>
      <span className="soft small">{t('shift.leads')} {shift.leader.name}</span>
    </button>
  );
}

function Month({ at, shifts, chosen, choose }: Grid & { at: number }) {
  const t = useT();
  const now = useNow();
  const own = beijing(at).month;
  return (
    <div className="month" data-testid="roster-month">
      {[1, 2, 3, 4, 5, 6, 0].map((weekday) => <h3 key={weekday} className="small soft">{t(`weekday.${weekday}`)}</h3>)}
      {monthDays(at).map((day) => {
        const parts = beijing(day);
        const mine = shifts.filter((shift) => ms(shift.start) >= day && ms(shift.start) < day + DAY);
        return (
          <section key={day} className="month-day" data-other={parts.month !== own} aria-current={day === midnight(now) ? 'date' : undefined} aria-label={`${parts.month}/${parts.day}`}>
            <b className="month-date">{parts.day}</b>
            {mine.map((shift) => (
              <button key={shift.id} className="month-shift" aria-pressed={chosen?.type === 'shift' && chosen.id === shift.id} data-phase={runs(shift, now) ? 'now' : over(shift, now) ? 'past' : 'ahead'} onClick={() => choose({ type: 'shift', id: shift.id })}>
                <span className="muted">{String(beijing(ms(shift.start)).hour).padStart(2, '0')}</span> {names(shift.officers)} <span className="soft">/ {shift.leader.name}</span>
              </button>
            ))}
          </section>
        );
      })}
    </div>
  );
}
