// 领导视图: what is happening, what is late, who is on duty, what was decided.
import { Link } from 'wouter';
import type { CountedIncident, Decided, Overview, RunningClock } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { DueClock, SeverityChip, StateChip, useNow } from '../shell/marks';
import { minuteText, momentText, ms } from '../shell/time';
import { spanOf } from '../roster/days';
import { names, useCountyUnit, useOnDuty, useShifts } from '../roster/shifts';
import { useFetched } from '../roster/useFetched';

const SOON = 5;

export function Now() {
  const t = useT();
  const now = useNow();
  const { data, unreachable } = useFetched<Overview>('/api/overview');
  if (!data) return unreachable ? <p className="field-error" role="alert">{t('refusal.unreachable')}</p> : null;
  const late = data.clocks.filter((clock) => ms(clock.at) <= now);
  const soon = data.clocks.filter((clock) => ms(clock.at) > now).slice(0, SOON);
  return (
    <div className="overview-grid" data-testid="overview">
      <section className="panel" aria-label={t('overview.happening')} data-testid="overview-open">
        <header><h2>{t('overview.happening')}</h2><b className="overview-total">{data.open.length + data.open_beyond}</b><span className="muted small grow">{t('overview.asOf', { time: minuteText(ms(data.at)) })}</span></header>
        <ul className="overview-levels">{data.by_severity.map((bar) => <li key={bar.key} data-some={bar.count > 0}><span className="soft small">{bar.name}</span><b>{bar.count}</b></li>)}</ul>
        <div className="roster-scroll">
          {data.open.length === 0 ? <Empty title={t('overview.calm')} /> : data.open.map((incident) => <OpenRow key={incident.id} incident={incident} />)}
          {data.open_beyond > 0 && <p className="muted small overview-more">{t('shift.beyond', { count: data.open_beyond })}</p>}
        </div>
      </section>
      <section className="panel" aria-label={t('overview.late')} data-testid="overview-late" data-count={late.length}>
        <header><h2>{t('overview.late')}</h2><b className={`overview-total ${late.length > 0 ? 'overview-bad' : ''}`}>{late.length}</b></header>
        <div className="roster-scroll">
          {late.length === 0 && <p className="overview-fine">{t('overview.nothingLate')}</p>}
          {late.map((clock) => <ClockRow key={keyOf(clock)} clock={clock} />)}
          {soon.length > 0 && <h3 className="overview-part">{t('overview.soon')}</h3>}
          {soon.map((clock) => <ClockRow key={keyOf(clock)} clock={clock} />)}
        </div>
      </section>
      <OnDutyPanel />
      <section className="panel" aria-label={t('overview.decided')} data-testid="overview-decided">
        <header><h2>{t('overview.decided')}</h2><span className="muted small">{t('overview.day')}</span></header>
        <div className="roster-scroll">
          {data.decided.length === 0 && <p className="muted overview-more">{t('overview.noDecision')}</p>}
          {data.decided.map((line) => <DecidedRow key={`${line.incident}-${line.seq}-${line.kind}`} line={line} />)}
        </div>
      </section>
    </div>
  );
}

const keyOf = (clock: RunningClock) => `${clock.kind}-${clock.incident}-${clock.what}-${clock.who}-${clock.at}-${clock.title}`;

function OpenRow({ incident }: { incident: CountedIncident }) {
  const now = useNow();
  return (
    <Link href={`/incident/${incident.id}`} className="overview-row" data-testid="overview-incident">
      <SeverityChip severity={incident.severity} />
      <span className="grow"><b>{incident.title}</b><br /><span className="soft small">{incident.place} · {incident.unit} · {momentText(ms(incident.reported_at), now)}</span></span>
      <StateChip state={incident.state} />
    </Link>
  );
}

function ClockRow({ clock }: { clock: RunningClock }) {
  const t = useT();
  const word = clock.kind === 'report' ? t(`due.${clock.what}`) : t(`overview.owed.${clock.kind}_${clock.what}`);
  return (
    <Link href={`/incident/${clock.incident}`} className="overview-row" data-testid="overview-clock">
      <span className="grow"><b>{clock.who || t('overview.county')}</b> <span className="soft">{word}</span><br /><span className="soft small">{clock.title}</span></span>
      <DueClock due={{ what: clock.what, since: clock.since, at: clock.at }} label={false} />
    </Link>
  );
}

function DecidedRow({ line }: { line: Decided }) {
  const t = useT();
  const now = useNow();
  return (
    <Link href={`/incident/${line.incident}`} className="overview-row" data-testid="overview-decision">
      <time className="strong nowrap">{momentText(ms(line.at), now)}</time>
      <span className="grow"><span className="chip outlined">{t(`incident.kind.${line.kind}`)}</span> {line.text}<br /><span className="soft small">{line.title} · {line.by}</span></span>
    </Link>
  );
}

function OnDutyPanel() {
  const t = useT();
  const now = useNow();
  const current = useOnDuty();
  const next = useShifts(useCountyUnit() ?? '').find((shift) => ms(shift.start) > now);
  return (
    <section className="panel" aria-label={t('overview.onDuty')} data-testid="overview-duty">
      <header><h2>{t('overview.onDuty')}</h2>{current && <span className="muted small">{spanOf(ms(current.start), ms(current.end), t('shift.nextDay'))}</span>}</header>
      {current ? (
        <dl className="body shift-facts overview-people">
          <div><dt>{t('shift.leader')}</dt><dd>{current.leader.name}</dd></div>
          <div><dt>{t('shift.officers')}</dt><dd>{names(current.officers)}</dd></div>
          <div><dt>{t('shift.phone')}</dt><dd>{current.phone}</dd></div>
          {next && <div><dt>{t('shift.next')}</dt><dd className="soft">{momentText(ms(next.start), now)} {names(next.officers)}</dd></div>}
        </dl>
      ) : <p className="body"><span className="chip waiting">{t('shift.nobody')}</span></p>}
      <p className="overview-more"><Link href="/roster">{t('overview.toRoster')}</Link></p>
    </section>
  );
}
