// 扩散推演 of an incident: what is put in, what the model says, whom it reaches and when. Modelled, not measured, on every line of it.
import './analysis.css';
import { TriangleAlert, Wind } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { isOpenToChange } from '../command/states';
import { api, Refused, submit, useMe } from '../link';
import type { AnalysisView, IncidentView, PlumeInput, Refusal, Stability, Substance } from '../link/types';
import { refusalText, useLanguage, useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { beijing, momentText, ms } from '../shell/time';
import { kilometres, newest } from './features';
import { STABILITIES, suggested } from './stability';

const SUBSTANCES: readonly Substance[] = ['chlorine', 'ammonia', 'hydrogen_sulfide', 'sulfur_dioxide', 'hydrogen_chloride', 'hydrogen_fluoride', 'hydrogen_cyanide', 'phosgene', 'carbon_monoxide'];
const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '节点没有回答，请再试', message_en: 'The node did not answer; try again' };
/** Fields of the input by their words. */
const FIELDS: Record<string, string> = { rate: 'rate_kg_s', from: 'wind_from_deg', wind: 'wind_m_s', swing: 'swing_deg', basis: 'basis' };
/** Rows shown before more are asked for. */
const FIRST = 6;

function Form({ incident, before, onDone }: { incident: IncidentView; before: PlumeInput | null; onDone: () => void }) {
  const t = useT();
  const language = useLanguage();
  const source = before?.source ?? incident.facts.place.position;
  const [substance, setSubstance] = useState<Substance>(before?.substance ?? 'chlorine');
  const [rate, setRate] = useState(before ? String(before.rate_kg_s) : '');
  const [from, setFrom] = useState(before ? String(before.wind_from_deg) : '');
  const [wind, setWind] = useState(before ? String(before.wind_m_s) : '');
  const [swing, setSwing] = useState(before ? String(before.swing_deg) : '20');
  const [chosen, setChosen] = useState<Stability | null>(before?.stability ?? null);
  const [basis, setBasis] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const offered = suggested(beijing(Date.now()).hour, Number(wind) || 2);
  const stability = chosen ?? offered;
  const run = async (event: FormEvent) => {
    event.preventDefault();
    if (!source) return;
    setBusy(true);
    setRefusal(null);
    const input: PlumeInput = { substance, source, rate_kg_s: Number(rate), wind_from_deg: Number(from), wind_m_s: Number(wind), swing_deg: Number(swing), stability, basis: basis.trim() };
    try {
      await api.post(`/api/incidents/${incident.id}/analyses`, input);
      onDone();
    } catch (error) {
      setRefusal(error instanceof Refused ? error.refusal : UNREACHABLE);
    } finally {
      setBusy(false);
    }
  };
  const wrong = (key: string) => (refusal && refusal.field === FIELDS[key] ? <p className="field-error" data-testid={`analysis-${key}-wrong`}>{refusalText(refusal, language)}{refusal.accepted?.length ? ` · ${t('refusal.accepted', { values: refusal.accepted.join('、') })}` : ''} {t('refusal.rule', { rule: refusal.rule })}</p> : null);
  const figure = (key: string, value: string, set: (value: string) => void) => (
    <label className="field"><span className="label">{t(`analysis.${key}`)}</span><input required inputMode="decimal" value={value} aria-invalid={refusal?.field === FIELDS[key]} data-testid={`analysis-${key}`} onChange={(event) => set(event.target.value.replace(/[^0-9.]/g, ''))} />{wrong(key)}</label>
  );
  if (!source) return <p className="soft body">{t('analysis.locateFirst')}</p>;
  return (
    <form className="body analysis-form" onSubmit={(event) => void run(event)}>
      <label className="field"><span className="label">{t('analysis.substance')}</span><select value={substance} data-testid="analysis-substance" onChange={(event) => setSubstance(event.target.value as Substance)}>{SUBSTANCES.map((each) => <option key={each} value={each}>{t(`analysis.substances.${each}`)}</option>)}</select></label>
      {figure('rate', rate, setRate)}{figure('from', from, setFrom)}{figure('wind', wind, setWind)}{figure('swing', swing, setSwing)}
      <label className="field"><span className="label">{t('analysis.stability')}</span><select value={stability} data-testid="analysis-stability" onChange={(event) => setChosen(event.target.value as Stability)}>{STABILITIES.map((each) => <option key={each} value={each}>{t(`analysis.stabilities.${each}`)}{each === offered ? t('analysis.suggested') : ''}</option>)}</select></label>
      <label className="field wide"><span className="label">{t('analysis.basis')}</span><input required maxLength={120} value={basis} placeholder={t('analysis.basisHint')} data-testid="analysis-basis" onChange={(event) => setBasis(event.target.value)} />{wrong('basis')}</label>
      <div className="row wide"><button className="button primary" disabled={busy} data-testid="analysis-run">{t('analysis.run')}</button><button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button></div>
      {refusal && !Object.values(FIELDS).includes(refusal.field ?? '') && <div className="wide"><RefusalNote refusal={refusal} /></div>}
    </form>
  );
}

function Result({ incident, analysis, number, mayRetract }: { incident: IncidentView; analysis: AnalysisView; number: number; mayRetract: boolean }) {
  const t = useT();
  const now = useNow();
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { input, result } = analysis;
  const people = result.affected.filter((each) => each.target).reduce((sum, each) => sum + each.people, 0);
  const retract = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submit({ type: 'retract_analysis', incident: incident.id, analysis: analysis.id, reason: reason.trim() });
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  return (
    <div className="body analysis-result" data-testid="analysis" data-analysis={analysis.id}>
      <p className="analysis-modelled"><TriangleAlert size={15} aria-hidden="true" />{t('analysis.modelled')} · {t('analysis.nth', { number, time: momentText(ms(analysis.at), now) })}</p>
      <p className="row wrap small soft"><span>{t(`analysis.substances.${input.substance}`)} {input.rate_kg_s} kg/s</span><span>{t('analysis.windText', { from: input.wind_from_deg, wind: input.wind_m_s, swing: input.swing_deg })}</span><span>{t(`analysis.stabilities.${input.stability}`)}</span><span>{input.basis} — {analysis.by}</span></p>
      <ul className="analysis-zones">{result.zones.map((zone) => <li key={zone.level} data-testid="analysis-zone" data-level={zone.level}><span className={`swatch level-${zone.level}`} aria-hidden="true" />{t(`analysis.zone.${zone.level}`)} ≥ {zone.ppm} ppm<b>{kilometres(zone.reach_m)} km</b></li>)}</ul>
      {result.zones.length === 0 && <p className="strong">{t('analysis.nothing')}</p>}
      {result.affected.length > 0 && (
        <table className="table"><thead><tr><th>{t('analysis.place')}</th><th>{t('analysis.ppm')}</th><th>{t('analysis.arrival')}</th><th>{t('analysis.people')}</th></tr></thead>
          <tbody>{(all ? result.affected : result.affected.slice(0, FIRST)).map((each) => <tr key={`${each.name}-${each.position.lon}`} data-testid="analysis-place"><td className={each.target ? 'strong' : ''}>{each.name}</td><td className="number">{each.ppm}</td><td className="number">{t('analysis.minutes', { count: Math.round(each.minutes) })}</td><td className="number">{each.people > 0 ? each.people : '—'}</td></tr>)}</tbody></table>
      )}
      <p className="row wrap small soft">{people > 0 && <span>{t('analysis.peopleSum', { count: people })}</span>}<span>{t('analysis.limits')}</span></p>
      {result.affected.length > FIRST && !all && <button className="button plain" onClick={() => setAll(true)}>{t('analysis.more', { count: result.affected.length - FIRST })}</button>}
      {mayRetract && !asked && <button className="button" data-testid="analysis-retract" onClick={() => setAsked(true)}>{t('analysis.retract')}</button>}
      {asked && <form className="row" onSubmit={(event) => void retract(event)}><input autoFocus required className="input grow" maxLength={120} value={reason} placeholder={t('analysis.reason')} aria-label={t('analysis.reason')} data-testid="analysis-reason" onChange={(event) => setReason(event.target.value)} /><button className="button" data-testid="analysis-retract-do">{t('analysis.retractDo')}</button></form>}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

export function AnalysisPanel({ incident }: { incident: IncidentView }) {
  const t = useT();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const analyses = incident.analyses ?? [];
  const shown = newest(incident);
  const county = me.role === 'leader' || me.role === 'duty_officer';
  const may = county || me.role === 'department_officer';
  if (!may && !shown) return null;
  return (
    <section className="panel" aria-label={t('analysis.title')} data-testid="analysis-panel">
      <header><Wind size={15} aria-hidden="true" /><h2>{t('analysis.title')}</h2><span className="muted small grow">{analyses.length > 0 ? t('analysis.times', { count: analyses.length }) : ''}</span>
        {may && isOpenToChange(incident.state) && <button className="button" aria-expanded={open} data-testid="analysis-open" onClick={() => setOpen(!open)}>{t(shown ? 'analysis.again' : 'analysis.open')}</button>}</header>
      {open && <Form incident={incident} before={shown?.input ?? null} onDone={() => setOpen(false)} />}
      {shown && <Result key={shown.id} incident={incident} analysis={shown} number={analyses.indexOf(shown) + 1} mayRetract={county && isOpenToChange(incident.state)} />}
      {!shown && !open && <p className="muted body">{t(analyses.length > 0 ? 'analysis.retracted' : 'analysis.none')}</p>}
    </section>
  );
}
