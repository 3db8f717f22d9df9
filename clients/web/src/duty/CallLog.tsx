// 电话记录: every call of the duty room, newest first: those that became incidents by their first report, and the log's
// own. F4 writes one down, about an incident or about none yet.
import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { OPEN_STATES } from '../command/states';
import { newId, serverNow, useEntities } from '../link';
import type { CallFacts, IncidentView, PhoneCallView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { micros, momentText, ms, spanText } from '../shell/time';
import { leaveCall, linkCall } from './actions';
import { openDraft, useDesk } from './desk';
import { emptyDraft } from './draft';
import { Moment } from './Moment';

interface Row { key: string; at: number; facts: CallFacts; recorder: string; incident: IncidentView | undefined; call: PhoneCallView | null }
const MOST = 60;

/** First reports by telephone and logged calls in one order, the newest first. */
export function rowsOf(incidents: ReadonlyMap<number, IncidentView>, calls: Iterable<PhoneCallView>): Row[] {
  const rows: Row[] = [];
  for (const incident of incidents.values()) {
    const { caller, place, narrative, title, informed } = incident.facts;
    if (!caller?.name && !caller?.phone) continue;
    const facts: CallFacts = {
      direction: 'incoming', at: caller.call?.from ?? incident.reported_at, ...(caller.call?.to == null ? {} : { ended_at: caller.call.to }), party: { name: caller.name ?? '', phone: caller.phone ?? '' }, place: place.text, course: narrative || title, informed,
    };
    const recorder = incident.timeline.find((entry) => entry.kind === 'logged')?.actor ?? '';
    rows.push({ key: `incident-${incident.id}`, at: incident.reported_at, facts, recorder, incident, call: null });
  }
  for (const call of calls) {
    rows.push({ key: `call-${call.id}`, at: call.facts.at, facts: call.facts, recorder: call.recorder, incident: incidents.get(call.incident ?? -1), call });
  }
  return rows.sort((a, b) => b.at - a.at).slice(0, MOST);
}

const tail = (incident: IncidentView) => `…${incident.number.slice(-4)}`;
const party = ({ party: of }: CallFacts) => [of?.unit, of?.post, of?.name].filter(Boolean).join(' ');

/** `unit post name`, as it is typed: the last word is the name, the first the unit. */
export function partyOf(text: string, phone: string): NonNullable<CallFacts['party']> {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const name = words.pop() ?? '';
  const unit = words.shift() ?? '';
  return { unit, post: words.join(' '), name, phone: phone.trim() };
}

function CallForm() {
  const t = useT();
  const incidents = useEntities('incident');
  const selected = useDesk((state) => state.selected);
  const [outgoing, setOutgoing] = useState(false);
  const [about, setAbout] = useState<string | null>(null);
  const [who, setWho] = useState('');
  const [phone, setPhone] = useState('');
  const [course, setCourse] = useState('');
  const [told, setTold] = useState('');
  const [began, setBegan] = useState<number | null>(null);
  const [ended, setEnded] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const open = [...incidents.values()].filter((incident) => OPEN_STATES.has(incident.state));
  const incident = open.find((each) => String(each.id) === (about ?? String(selected ?? ''))) ?? null;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const facts: CallFacts = { direction: outgoing ? 'outgoing' : 'incoming', at: micros(began ?? serverNow()), ...(ended === null ? {} : { ended_at: micros(ended) }), party: partyOf(who, phone), place: '', course: course.trim(), informed: told.trim() };
    const outcome = await leaveCall(facts, incident);
    if (outcome && !outcome.ok) return setRefusal(outcome.refusal);
    setRefusal(null);
    useDesk.setState({ note: outcome ? null : t('offline.kept') });
    for (const clear of [setWho, setPhone, setCourse, setTold]) clear('');
    setAbout(null);
    setBegan(null);
    setEnded(null);
  };
  /** Whoever begins to write is on the telephone. */
  const write = (set: (text: string) => void) => (event: { target: { value: string } }) => {
    if (began === null) setBegan(serverNow());
    set(event.target.value);
  };
  return (
    <form className="row wrap" style={{ padding: '8px 12px', alignItems: 'flex-end', borderBottom: '1px solid var(--line)' }} onSubmit={(event) => void send(event)} aria-label={t('calls.entry')}>
      <label className="field" style={{ width: 74 }}><span className="label">{t('calls.direction')}</span>
        <select data-testid="call-direction" value={outgoing ? 'outgoing' : 'incoming'} onChange={(event) => setOutgoing(event.target.value === 'outgoing')}>
          <option value="incoming">{t('calls.incoming')}</option><option value="outgoing">{t('calls.outgoing')}</option>
        </select>
      </label>
      <label className="field" style={{ width: 150 }}><span className="label">{t('calls.who')}</span><input data-testid="call-who" data-field="call" value={who} maxLength={120} placeholder={t('calls.whoHint')} onChange={write(setWho)} /></label>
      <label className="field" style={{ width: 116 }}><span className="label">{t('calls.phone')}</span><input data-testid="call-phone" value={phone} maxLength={32} inputMode="tel" onChange={write(setPhone)} /></label>
      <label className="field grow" style={{ minWidth: 140 }}><span className="label">{t('calls.course')}</span><input required data-testid="call-course" value={course} maxLength={2000} onChange={write(setCourse)} /></label>
      <label className="field" style={{ width: 100 }}><span className="label">{t('calls.informed')}</span><input value={told} maxLength={200} onChange={(event) => setTold(event.target.value)} /></label>
      <div className="field"><span className="label">{t('incident.call')}</span><span className="row" style={{ gap: 4 }}><Moment name="from" field="logged" at={began} wrong={false} onChange={setBegan} /><Moment name="to" field="logged" at={ended} wrong={began !== null && ended !== null && ended < began} onChange={setEnded} /></span></div>
      <label className="field" style={{ width: 150 }}><span className="label">{t('calls.about')}</span>
        <select data-testid="call-about" value={incident?.id ?? ''} onChange={(event) => setAbout(event.target.value)}>
          <option value="">{t('calls.aboutNone')}</option>
          {open.map((each) => <option key={each.id} value={each.id}>{tail(each)} {each.facts.title}</option>)}
        </select>
      </label>
      <button className="button" data-testid="call-submit">{t('calls.submit')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </form>
  );
}

/** What became of a call; a call about no incident can be linked to the selected one, or taken as a report. */
function Result({ row: { call, incident, facts } }: { row: Row }) {
  const t = useT();
  const selected = useEntities('incident').get(useDesk((state) => state.selected) ?? -1);
  if (incident) return <span className="soft">{t(call ? 'calls.noted' : 'calls.became', { number: tail(incident) })}</span>;
  if (!call) return null;
  const report = () => {
    const draft = emptyDraft(newId(), ms(call.facts.at), t('intake.sourcePublic'));
    openDraft({ ...draft, caller: party(facts), phone: facts.party?.phone ?? '', place: { text: facts.place ?? '' }, narrative: facts.course, informed: facts.informed ?? '' });
  };
  return (
    <span className="row" style={{ gap: 4 }}>
      <span className="muted">{t('calls.alone')}</span>
      {selected && OPEN_STATES.has(selected.state) && <button className="button plain" data-testid="call-link" onClick={() => void linkCall(call, selected, t)}>{t('calls.link', { incident: tail(selected) })}</button>}
      <button className="button plain" data-testid="call-report" onClick={report}>{t('calls.report')}</button>
    </span>
  );
}

export function CallLog({ compact = false }: { compact?: boolean }) {
  const t = useT();
  const now = useNow();
  const rows = rowsOf(useEntities('incident'), useEntities('phone_call').values());
  return (
    <div style={{ overflow: 'auto', flex: 1, minHeight: 0 }} data-testid="call-log">
      <CallForm />
      {rows.length === 0 ? <p className="muted" style={{ padding: 12 }}>{t('calls.none')}</p> : (
        <table className="table">
          <thead><tr><th>{t('calls.time')}</th><th><span className="visually-hidden">{t('calls.direction')}</span></th><th>{t('calls.who')}</th>{!compact && <th>{t('calls.phone')}</th>}<th>{t('calls.course')}</th>{!compact && <><th>{t('calls.informed')}</th><th>{t('calls.recorder')}</th></>}<th>{t('calls.result')}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} data-testid="call-row">
                <td className="strong nowrap">{momentText(ms(row.at), now)}{row.facts.ended_at != null && <span className="muted small"> {spanText(ms(row.facts.ended_at - row.facts.at))}</span>}</td>
                <td className="muted" title={t(`calls.${row.facts.direction ?? 'incoming'}`)}>{row.facts.direction === 'outgoing' ? <ArrowUpRight size={14} aria-label={t('calls.outgoing')} /> : <ArrowDownLeft size={14} aria-label={t('calls.incoming')} />}</td>
                <td className="nowrap">{party(row.facts) || '—'}</td>{!compact && <td className="nowrap">{row.facts.party?.phone}</td>}<td style={{ minWidth: 200 }}>{row.facts.course}</td>
                {!compact && <><td style={{ minWidth: 72 }}>{row.facts.informed || '—'}</td><td className="nowrap">{row.recorder}</td></>}
                <td className="nowrap"><Result row={row} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
