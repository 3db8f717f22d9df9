// 统计: incidents of a period by level, type, place, unit and time. Choosing a bar goes down; an incident's own page has every
// log line of it.
import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Count, Statistics as Counts } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { SeverityChip, StateChip, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { micros, momentText, ms } from '../shell/time';
import { DAY, midnight, monday, month } from '../roster/days';
import { useFetched } from '../roster/useFetched';

type Period = 'today' | 'week' | 'month' | 'quarter' | 'year';
const PERIODS: readonly Period[] = ['today', 'week', 'month', 'quarter', 'year'];
type Choice = 'severity' | 'type_code' | 'town' | 'unit' | 'day';
type Chosen = Partial<Record<Choice, Count>>;

function since(period: Period, now: number): number {
  switch (period) {
    case 'today': return midnight(now);
    case 'week': return monday(now);
    case 'month': return month(now);
    case 'quarter': return midnight(now) - 89 * DAY;
    case 'year': return midnight(now) - 364 * DAY;
  }
}

export function Statistics() {
  const t = useT();
  const now = useNow();
  const [period, setPeriod] = useState<Period>('week');
  const [chosen, setChosen] = useState<Chosen>({});
  const from = since(period, now);
  const query = new URLSearchParams({ from: String(micros(from)), to: String(micros(midnight(now) + DAY)) });
  for (const [name, bar] of Object.entries(chosen)) query.set(name, bar.key);
  const { data, refusal, unreachable } = useFetched<Counts>(`/api/statistics?${query}`);
  const pick = (name: Choice) => (bar: Count) => setChosen(chosen[name]?.key === bar.key ? without(chosen, name) : { ...chosen, [name]: bar });
  const bars = (name: Choice, all: readonly Count[]) => <Bars key={name} name={name} bars={all} chosen={chosen[name]?.key} pick={pick(name)} />;
  return (
    <div className="statistics" data-testid="statistics">
      <header className="panel statistics-head">
        <span className="segmented" role="group" aria-label={t('overview.period')}>{PERIODS.map((each) => <button key={each} aria-pressed={period === each} data-testid={`period-${each}`} onClick={() => { setPeriod(each); setChosen(without(chosen, 'day')); }}>{t(`overview.periods.${each}`)}</button>)}</span>
        <span className="row wrap" data-testid="chosen">
          {(Object.entries(chosen) as [Choice, Count][]).map(([name, bar]) => <button key={name} className="button small-button" aria-label={t('overview.undo', { name: bar.name })} onClick={() => setChosen(without(chosen, name))}>{t(`overview.by.${name}`)}：{bar.name}<X size={13} aria-hidden="true" /></button>)}
        </span>
        <span className="grow" />
        {data && <Figures data={data} />}
      </header>
      {refusal && <RefusalNote refusal={refusal} />}
      {unreachable && <p className="field-error" role="alert">{t('refusal.unreachable')}</p>}
      {data && (
        <div className="statistics-body">
          <div className="statistics-bars">
            {bars('severity', data.by_severity)}
            {bars('type_code', data.by_type)}
            {bars('town', data.by_town)}
            {bars('unit', data.by_unit)}
            {data.by_day.length <= 31 ? bars('day', data.by_day) : <Bars name="week" bars={data.by_week} />}
          </div>
          <List data={data} />
        </div>
      )}
    </div>
  );
}

function without(chosen: Chosen, name: Choice): Chosen {
  const { [name]: _gone, ...rest } = chosen;
  return rest;
}

function Figures({ data }: { data: Counts }) {
  const t = useT();
  const figures = [['total', data.total], ['open', data.open], ['dead', data.dead], ['hurt', data.seriously_hurt], ['moved', data.moved]] as const;
  return <dl className="statistics-figures" data-testid="figures">{figures.map(([name, value]) => <div key={name} data-figure={name}><dt>{t(`overview.figures.${name}`)}</dt><dd>{value}</dd></div>)}</dl>;
}

/** A bar is as long as its number against the largest; the number is said. */
function Bars({ name, bars, chosen, pick }: { name: Choice | 'week'; bars: readonly Count[]; chosen?: string; pick?: (bar: Count) => void }) {
  const t = useT();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <section className="panel" aria-label={t(`overview.by.${name}`)} data-testid={`bars-${name}`}>
      <header><h2>{t(`overview.by.${name}`)}</h2>{name !== 'week' && <span className="muted small">{t('overview.pressBar')}</span>}</header>
      <ul className="bars">
        {bars.length === 0 && <li className="muted bars-none">{t('overview.noIncident')}</li>}
        {bars.map((bar) => {
          const inside = <><span className="bar-name">{label(name, bar)}</span><span className="bar-track" aria-hidden="true"><i style={{ width: `${(bar.count / most) * 100}%` }} /></span><b className="bar-count">{bar.count}</b><span className="bar-open muted small">{bar.open > 0 ? t('overview.ofOpen', { count: bar.open }) : ''}</span></>;
          return <li key={bar.key}>{pick ? <button className="bar" aria-pressed={chosen === bar.key} disabled={bar.count === 0} data-testid="bar" data-key={bar.key} onClick={() => pick(bar)}>{inside}</button> : <span className="bar">{inside}</span>}</li>;
        })}
      </ul>
    </section>
  );
}

/** `07-18 六` for a day, `07-13 起` for a week. */
function label(name: Choice | 'week', bar: Count): string {
  return name === 'day' || name === 'week' ? bar.name.slice(5) : bar.name;
}

function List({ data }: { data: Counts }) {
  const t = useT();
  const now = useNow();
  return (
    <section className="panel" aria-label={t('overview.list')} data-testid="counted">
      <header><h2>{t('overview.list')}</h2><span className="muted small">{t('overview.listed', { count: data.incidents.length, total: data.total })}</span></header>
      <div className="roster-scroll">
        {data.incidents.length === 0 ? <Empty title={t('overview.noIncident')} text={t('overview.noIncidentText')} /> : data.incidents.map((incident) => (
          <Link key={incident.id} href={`/incident/${incident.id}`} className="overview-row" data-testid="counted-row">
            <span className="nowrap small muted">{incident.number}</span>
            <span className="grow"><b>{incident.title}</b><br /><span className="soft small">{incident.type_name} · {incident.place} · {incident.unit} · {momentText(ms(incident.reported_at), now)}</span></span>
            <SeverityChip severity={incident.severity} /><StateChip state={incident.state} />
          </Link>
        ))}
        {data.beyond > 0 && <p className="muted small overview-more">{t('shift.beyond', { count: data.beyond })}</p>}
      </div>
    </section>
  );
}
