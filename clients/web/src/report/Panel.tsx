// 报告 on the incident page: 首报 → 续报 → 终报, each with its clock and the one step that takes it on.
import './report.css';
import { type FormEvent, useState } from 'react';
import { isOpenToChange } from '../command/states';
import { submit, useEntities, useMe } from '../link';
import type { Due, IncidentView, Input, Refusal, ReportKind, ReportView } from '../link/types';
import { useT } from '../shell/i18n';
import { DueClock, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { ordinal } from '../order/words';
import { InstructionLines } from '../instruction/Lines';
import { Draft } from './Draft';

export function useReportName(): (report: { kind: ReportKind; ordinal: number }) => string {
  const t = useT();
  return ({ kind, ordinal: count }) => (kind === 'follow_up' ? t('report.followUp', { ordinal: ordinal(count) }) : t(`report.${kind}`));
}

/** Asks whom the call went to; the button says what is recorded. */
function Call({ label, action, onSend, onDone }: { label: string; action: string; onSend: (to: string) => Promise<boolean>; onDone: () => void }) {
  const t = useT();
  const [to, setTo] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await onSend(to.trim())) onDone();
  };
  return (
    <form className="row report-call" onSubmit={(event) => void send(event)}>
      <input autoFocus required className="input grow" maxLength={120} value={to} placeholder={label} aria-label={label} data-testid="report-to" onChange={(event) => setTo(event.target.value)} />
      <button className="button primary" data-testid="report-call">{action}</button>
      <button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button>
    </form>
  );
}

function Clock({ due }: { due: Due | undefined }) {
  const now = useNow();
  return due ? <><span className="visually-hidden">{momentText(ms(due.at), now)}</span><DueClock due={due} label={false} /></> : null;
}

export function ReportsPanel({ incident }: { incident: IncidentView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const name = useReportName();
  const reports = [...useEntities('report').values()].filter((each) => each.incident === incident.id).sort((a, b) => a.id - b.id);
  const [opened, setOpened] = useState<number | 'phone' | null>(null);
  const [calling, setCalling] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (input: Input) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok && outcome.made?.kind === 'report') setOpened(outcome.made.id);
    return outcome.ok;
  };
  const clock = (what: string) => incident.reporting?.clocks.find((due) => due.what === what);
  const has = (kind: ReportKind) => reports.some((each) => each.kind === kind);
  const signed = (kind: ReportKind) => reports.some((each) => each.kind === kind && each.signature);
  const draft = reports.find((each) => !each.signature);
  const changes = isOpenToChange(incident.state);
  const next: ReportKind | null = !changes || draft || signed('final') ? null : signed('initial') ? 'follow_up' : 'initial';
  const nextOrdinal = reports.filter((each) => each.kind === 'follow_up').length + 1;
  const dueOf = (report: ReportView) => (report.signature ? undefined : clock(report.kind === 'initial' ? 'initial_report' : report.kind === 'follow_up' ? 'follow_up' : 'final_report'));
  const phoned = incident.reporting?.phoned;
  const ends = incident.state === 'ended' || incident.state === 'aftermath';
  const make = (kind: ReportKind) => void send({ type: 'draft_report', incident: incident.id, kind });
  const said = (report: ReportView) => {
    if (report.confirmed) return t('report.confirmedTo', { to: report.confirmed.to });
    if (report.signature) return `${report.signature.by} ${t('report.signedWord')}${report.signature.seal ? ` · ${t('report.sealed')}` : ''}`;
    const missing = report.missing.map((each) => t(`report.element.${each}`)).join('、');
    if (report.kind === 'follow_up') return t('report.onlyNew');
    return missing ? t('report.missing', { elements: missing }) : t('report.whole');
  };
  return (
    <section className="panel reports" aria-label={t('report.reports')} data-testid="reports">
      <header>
        <h2>{t('report.reports')}</h2><span className="muted small grow">{t('report.way')}</span>
        {next === 'follow_up' && <button className="button" data-testid="draft-follow-up" onClick={() => make('follow_up')}>+ {name({ kind: 'follow_up', ordinal: nextOrdinal })}</button>}
        {next === 'follow_up' && ends && <button className="button" data-testid="draft-final" onClick={() => make('final')}>+ {t('report.final')}</button>}
      </header>
      <ol className="report-rows">
        {(phoned || (changes && !signed('initial'))) && (
          <li className="report-row" data-testid="report-phone">
            <span className="who"><span className="strong">{t('report.phone')}</span><span className="muted small">{phoned ? momentText(ms(phoned.at), now) : clock('initial_phone') ? t('report.before', { time: momentText(ms(clock('initial_phone')!.at), now) }) : ''}</span></span>
            <span className="soft small grow">{phoned ? t('report.phonedTo', { by: phoned.by, to: phoned.to }) : t('report.notPhoned')}</span>
            {phoned ? <span className="chip done">{t('report.confirmed')}</span> : <><Clock due={clock('initial_phone')} /><button className="button" data-testid="phone-report" onClick={() => setOpened(opened === 'phone' ? null : 'phone')}>{t('report.recordCall')}</button></>}
            {opened === 'phone' && <Call label={t('report.toWhom')} action={t('report.recordCallDo')} onDone={() => setOpened(null)} onSend={(to) => send({ type: 'phone_report', incident: incident.id, to })} />}
          </li>
        )}
        {changes && !has('initial') && (
          <li className="report-row" data-testid="report-none">
            <span className="who"><span className="strong">{t('report.written')}</span><span className="muted small">{clock('initial_report') && t('report.before', { time: momentText(ms(clock('initial_report')!.at), now) })}</span></span>
            <span className="soft small grow">{t('report.notDrafted')}</span><Clock due={clock('initial_report')} />
            <button className="button primary" data-testid="draft-initial" onClick={() => make('initial')}>{t('report.draftInitial')}</button>
          </li>
        )}
        {reports.map((report) => {
          const due = dueOf(report);
          return (
            <li key={report.id} className="report-row" data-testid="report-row" data-report={report.id} data-kind={report.kind} data-state={report.state} data-sealed={report.signature?.seal != null}>
              <span className="who"><span className="strong">{report.kind === 'initial' ? t('report.written') : name(report)}</span><span className="muted small">{report.signature ? momentText(ms(report.signature.at), now) : due ? t('report.before', { time: momentText(ms(due.at), now) }) : ''}</span></span>
              <span className="soft small grow">{said(report)}</span>
              <Clock due={due} />
              {!report.signature && opened !== report.id && <button className={`button ${changes && me.role === 'leader' ? 'primary' : ''}`} data-testid="open-report" onClick={() => setOpened(report.id)}>{t(changes && me.role === 'leader' ? 'report.toSign' : 'report.look')}</button>}
              {changes && report.state === 'signed' && calling !== report.id && <button className="button" data-testid="confirm-report" onClick={() => setCalling(report.id)}>{t('report.confirmCall')}</button>}
              {report.signature && <button className="button plain" aria-expanded={opened === report.id} onClick={() => setOpened(opened === report.id ? null : report.id)}>{t('report.read')}</button>}
              {report.state === 'confirmed' && <span className="chip done">{t('report.confirmed')}</span>}
              {calling === report.id && <Call label={t('report.toWhom')} action={t('report.confirmDo')} onDone={() => setCalling(null)} onSend={(to) => send({ type: 'confirm_report', report: report.id, to })} />}
            </li>
          );
        })}
        {next === 'follow_up' && clock('follow_up') && (
          <li className="report-row"><span className="who"><span className="strong">{name({ kind: 'follow_up', ordinal: nextOrdinal })}</span><span className="muted small">{t('report.before', { time: momentText(ms(clock('follow_up')!.at), now) })}</span></span><span className="soft small grow">{t('report.onlyNew')}</span><Clock due={clock('follow_up')} /></li>
        )}
        {next === 'follow_up' && ends && clock('final_report') && (
          <li className="report-row"><span className="who"><span className="strong">{t('report.final')}</span><span className="muted small">{t('report.before', { time: momentText(ms(clock('final_report')!.at), now) })}</span></span><span className="soft small grow">{t('report.summary')}</span><Clock due={clock('final_report')} /></li>
        )}
      </ol>
      <InstructionLines incident={incident} />
      {refusal && <div style={{ padding: 10 }}><RefusalNote refusal={refusal} /></div>}
      {reports.filter((each) => each.id === opened).map((report) => <Draft key={`${report.id}/${report.version}`} report={report} closed={!changes} onDone={() => setOpened(null)} />)}
    </section>
  );
}
