// 电话记录: what was said on the telephone, as it stands on the incidents' timelines. F4 adds a call about a known incident.
import { type FormEvent, useState } from 'react';
import { OPEN_STATES } from '../command/states';
import { submit, useEntities } from '../link';
import type { IncidentView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { useDesk } from './desk';

interface Call { key: string; at: number; who: string; phone: string; course: string; informed: string; recorder: string; incident: IncidentView; became: boolean }
const MOST = 60;

/** Calls are the incidents' first reports and the notes that begin with the word for a call. */
export function callsOf(incidents: Iterable<IncidentView>, prefix: string): Call[] {
  const calls: Call[] = [];
  for (const incident of incidents) {
    const { facts, timeline } = incident;
    const logged = timeline.find((entry) => entry.kind === 'logged');
    if (facts.caller && (facts.caller.name || facts.caller.phone)) {
      calls.push({
        key: `incident-${incident.id}`, at: incident.reported_at, who: facts.caller.name, phone: facts.caller.phone, course: facts.narrative || facts.title, informed: facts.informed ?? '', recorder: logged?.actor ?? '', incident, became: true,
      });
    }
    for (const entry of timeline) {
      if (entry.kind !== 'note' || !entry.text.startsWith(prefix)) continue;
      const [who = '', ...rest] = entry.text.slice(prefix.length).trim().split('；');
      const phone = /[\d-]{5,}[\d ]*$/.exec(who)?.[0].trim() ?? '';
      const told = /^(?:已告知|Told)：/;
      calls.push({
        key: `note-${entry.seq}`, at: entry.at, who: who.replace(phone, '').trim(), phone, course: rest.filter((part) => !told.test(part)).join('；'), informed: rest.find((part) => told.test(part))?.replace(told, '') ?? '', recorder: entry.actor, incident, became: false,
      });
    }
  }
  return calls.sort((a, b) => b.at - a.at).slice(0, MOST);
}

function CallForm() {
  const t = useT();
  const incidents = useEntities('incident');
  const selected = useDesk((state) => state.selected);
  const [about, setAbout] = useState<string>('');
  const [who, setWho] = useState('');
  const [phone, setPhone] = useState('');
  const [course, setCourse] = useState('');
  const [told, setTold] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const open = [...incidents.values()].filter((incident) => OPEN_STATES.has(incident.state));
  const incident = Number(about || selected || 0);
  if (open.length === 0) return <p className="muted" style={{ padding: 12 }}>{t('calls.noOpen')}</p>;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const text = [`${t('calls.prefix')} ${who} ${phone}`.trim(), course.trim(), told.trim() && `${t('calls.informed')}：${told.trim()}`].filter(Boolean).join('；');
    const outcome = await submit({ type: 'add_note', incident, text });
    if (!outcome.ok) return setRefusal(outcome.refusal);
    setRefusal(null);
    setWho('');
    setPhone('');
    setCourse('');
    setTold('');
  };
  return (
    <form className="row wrap" style={{ padding: '8px 12px', alignItems: 'flex-end', borderBottom: '1px solid var(--line)' }} onSubmit={(event) => void send(event)} aria-label={t('calls.entry')}>
      <label className="field" style={{ width: 110 }}><span className="label">{t('calls.who')}</span><input required data-testid="call-who" data-field="call" value={who} maxLength={60} onChange={(event) => setWho(event.target.value)} /></label>
      <label className="field" style={{ width: 120 }}><span className="label">{t('calls.phone')}</span><input value={phone} maxLength={32} inputMode="tel" onChange={(event) => setPhone(event.target.value)} /></label>
      <label className="field grow" style={{ minWidth: 140 }}><span className="label">{t('calls.course')}</span><input required data-testid="call-course" value={course} maxLength={2000} onChange={(event) => setCourse(event.target.value)} /></label>
      <label className="field" style={{ width: 110 }}><span className="label">{t('calls.informed')}</span><input value={told} maxLength={200} onChange={(event) => setTold(event.target.value)} /></label>
      <label className="field" style={{ width: 150 }}><span className="label">{t('calls.about')}</span>
        <select data-testid="call-about" value={incident || ''} required onChange={(event) => setAbout(event.target.value)}>
          <option value="">{t('calls.choose')}</option>
          {open.map((each) => <option key={each.id} value={each.id}>…{each.number.slice(-4)} {each.facts.title}</option>)}
        </select>
      </label>
      <button className="button" data-testid="call-submit">{t('calls.submit')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </form>
  );
}

export function CallLog({ compact = false }: { compact?: boolean }) {
  const t = useT();
  const now = useNow();
  const calls = callsOf(useEntities('incident').values(), t('calls.prefix'));
  return (
    <div style={{ overflow: 'auto', flex: 1, minHeight: 0 }} data-testid="call-log">
      <CallForm />
      {calls.length === 0 ? <p className="muted" style={{ padding: 12 }}>{t('calls.none')}</p> : (
        <table className="table">
          <thead><tr><th>{t('calls.time')}</th><th>{t('calls.who')}</th>{!compact && <th>{t('calls.phone')}</th>}<th>{t('calls.course')}</th>{!compact && <><th>{t('calls.informed')}</th><th>{t('calls.recorder')}</th></>}<th>{t('calls.result')}</th></tr></thead>
          <tbody>
            {calls.map((call) => (
              <tr key={call.key}>
                <td className="strong nowrap">{momentText(ms(call.at), now)}</td><td className="nowrap">{call.who}</td>{!compact && <td className="nowrap">{call.phone}</td>}<td>{call.course}</td>
                {!compact && <><td>{call.informed || '—'}</td><td className="nowrap">{call.recorder}</td></>}
                <td className="nowrap soft">{t(call.became ? 'calls.became' : 'calls.noted', { number: `…${call.incident.number.slice(-4)}` })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
