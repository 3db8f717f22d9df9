// 接报: fields in the order of a telephone call, each keystroke kept, Ctrl+Enter to submit.
import { Check, ClipboardList, Minus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { live, type Outcome, serverNow, submit, useEntities } from '../link';
import { useCatalogue } from '../link/catalogue';
import type { Refusal, Severity } from '../link/types';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { ROMAN, SeverityChip } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { clockText, dayText, micros, minuteText } from '../shell/time';
import { callAbout, callOf, linkRecord, logCall } from './actions';
import { useCorrelation } from './correlate';
import { changeDraft, dropDraft, newDraft, restoreDraft, select, useDesk } from './desk';
import { CASUALTY_FIELDS, controlOf, derivedTitle, type Draft, elements, factsOf, firstNeed, occurredAt, touched } from './draft';
import { LineStrip } from './LineStrip';
import { PlaceField } from './PlaceField';
import { ProposalCard } from './ProposalCard';
import { parseTimePhrase } from './timephrase';
import { TypeField } from './TypeField';

const SEVERITIES: readonly Severity[] = ['iv', 'iii', 'ii', 'i'];

/** Puts the caret where the trouble is. */
function focusControl(name: string): void {
  document.querySelector<HTMLElement>(`.form [data-field="${name}"]`)?.focus();
}

function useSubmit(draft: Draft) {
  const t = useT();
  const codes = useCatalogue();
  const records = useEntities('feed_record');
  const [busy, setBusy] = useState(false);
  const source = t('intake.sourcePublic');

  const settle = (outcome: Outcome, done: (made: number | null) => void) => {
    if (outcome.ok) return done(outcome.made?.kind === 'incident' ? outcome.made.id : null);
    restoreDraft(draft, outcome.refusal);
    requestAnimationFrame(() => focusControl(controlOf(outcome.refusal.field)));
  };
  /** Connected: wait for the answer with the form in sight. Cut off: it is on disk, take the next call. */
  const send = async (answer: Promise<Outcome>, done: (made: number | null) => void) => {
    if (live.state.connection.state !== 'live') {
      dropDraft(draft.id, source);
      useDesk.setState({ note: t('intake.waiting') });
      void answer.then((outcome) => settle(outcome, () => useDesk.setState({ note: null })));
      return;
    }
    setBusy(true);
    const outcome = await answer;
    setBusy(false);
    settle(outcome, (made) => {
      dropDraft(draft.id, source);
      done(made);
    });
  };
  const create = () => {
    const facts = factsOf(draft, codes);
    // Cut off, it counts from now, whenever it is delivered.
    const late = live.state.connection.state === 'live' ? {} : { taken_at: micros(serverNow()) };
    return send(submit({ type: 'log_incident', facts, from_record: draft.record, ...late }), (made) => {
      if (made === null) return;
      // What the caller was said not to speak of stays said.
      for (const incident of draft.notSame) void submit({ type: 'reject_proposal', subject: { kind: 'incident', id: made }, incident });
      select(made, facts.place.position);
      useDesk.setState({ made });
    });
  };
  const link = (id: number) => {
    const incident = live.state.copy.incident.get(id);
    if (!incident) return;
    const record = draft.record === null ? undefined : records.get(draft.record);
    const answer = record ? linkRecord(record, incident, t) : callAbout(draft, incident, t);
    return send(answer, () => select(id, incident.facts.place.position));
  };
  /** 只记电话: about no incident yet; it may be linked later. */
  const callOnly = () => send(logCall(callOf(draft), null), () => useDesk.setState({ note: t('calls.logged') }));
  return { busy, create, link, callOnly };
}

export function Intake({ draft }: { draft: Draft }) {
  const t = useT();
  const codes = useCatalogue();
  const incidents = useEntities('incident');
  const record = useEntities('feed_record').get(draft.record ?? -1);
  const drafts = useDesk((state) => state.drafts);
  const refusal = useDesk((state) => state.refusals[draft.id]) as Refusal | undefined;
  const [need, setNeed] = useState<string | null>(null);
  const [abandoning, setAbandoning] = useState(false);
  const { busy, create, link, callOnly } = useSubmit(draft);
  const change = (patch: Partial<Draft>) => {
    setNeed(null);
    changeDraft(draft.id, patch);
  };
  const at = occurredAt(draft);
  const anyFigure = Object.values(draft.casualties).some((figure) => figure !== '');
  const found = useCorrelation(draft.type_code === '' ? null : factsOf(draft, codes), draft.notSame);
  const suggestion = found.severity;
  const proposal = found.proposals.find((each) => incidents.has(each.incident));
  const best = proposal && incidents.get(proposal.incident);
  const notSame = () => best && change({ notSame: [...draft.notSame, best.id] });
  const send = () => {
    if (busy) return;
    const missing = firstNeed(draft);
    if (missing) {
      setNeed(missing);
      focusControl(missing);
      return;
    }
    void create();
  };
  useKeys({
    'ctrl+Enter': send,
    F8: () => best && void link(best.id),
    F9: () => void notSame(),
  });
  const note = (name: string) => {
    if (need === name) return <p className="field-error" role="alert">{t(`intake.need.${name}`)}</p>;
    return refusal && controlOf(refusal.field) === name ? <RefusalNote refusal={refusal} /> : null;
  };
  const wrong = (name: string) => need === name || (refusal !== undefined && controlOf(refusal.field) === name);
  // Any other field takes the press on the map away from the place field.
  const leavePlace = (event: React.FocusEvent) => {
    const field = (event.target as HTMLElement).dataset.field;
    if (field && field !== 'place') useDesk.setState({ picking: false });
  };
  const timeWrong = draft.occurredText.trim() !== '' && parseTimePhrase(draft.occurredText, draft.startedAt) === null;
  const text = (name: 'caller' | 'phone' | 'source' | 'measures' | 'informed', label: string, length: number, hint?: string) => (
    <label className={`field ${wrong(name) ? 'wrong' : ''}`}>
      <span className="label">{t(label)}{hint && <span className="hint">{t(hint)}</span>}</span>
      <input data-testid={`intake-${name}`} data-field={name} value={draft[name]} maxLength={length} inputMode={name === 'phone' ? 'tel' : undefined} onChange={(event) => change({ [name]: event.target.value })} />
      {note(name)}
    </label>
  );

  return (
    <>
      <div className="intake" onFocus={leavePlace} data-testid="intake" data-draft={draft.id}>
        {drafts.length > 1 && (
          <div className="row wrap" role="group" aria-label={t('intake.drafts', { count: drafts.length })}>
            {drafts.map((each) => (
              <button key={each.id} className="button" aria-pressed={each.id === draft.id} style={{ minHeight: 26 }} onClick={() => useDesk.setState({ active: each.id })}>{t('intake.draft')} {minuteText(each.startedAt)} {each.caller || each.place.text}</button>
            ))}
          </div>
        )}
        {draft.record === null && <LineStrip draft={draft} wrong={wrong('line')} onChange={change} />}
        {note('line')}
        {record && <p className="chip outlined" style={{ alignSelf: 'flex-start' }}>{t('intake.fromRecord', { source: record.source_number })}</p>}
        {refusal && controlOf(refusal.field) === 'form' && <RefusalNote refusal={refusal} />}
        <div className="two">
          <TypeField value={draft.type_code} onChange={(type_code) => change({ type_code })} wrong={wrong('type')}>{note('type')}</TypeField>
          <label className={`field ${wrong('occurred') || timeWrong ? 'wrong' : ''}`}>
            <span className="label"><span>{t('intake.occurred')} <span className="required">*</span></span><span className="hint">{at === null ? t('intake.occurredHint') : `${dayText(at)} ${minuteText(at)}`}</span></span>
            <input data-testid="intake-occurred" data-field="occurred" data-at={at ?? ''} value={draft.occurredText} maxLength={40} onChange={(event) => change({ occurredText: event.target.value })} />
            {timeWrong && <span className="field-error" role="status">{t('intake.timeWrong')}</span>}
            {note('occurred')}
          </label>
        </div>
        <PlaceField place={draft.place} onChange={(place) => change({ place })} wrong={wrong('place')}>{note('place')}</PlaceField>
        <div className="three">{text('caller', 'intake.caller', 120, 'intake.callerHint')}{text('phone', 'intake.phone', 32)}{text('source', 'intake.source', 60)}</div>
        <div className="casualties">
          {CASUALTY_FIELDS.map((field, index) => (
            <label className={`field ${wrong('casualties') ? 'wrong' : ''}`} key={field}>
              <span className="label">{t(`casualties.${field}`)}</span>
              <input data-testid={`intake-${field}`} data-field={index === 0 ? 'casualties' : field} inputMode="numeric" value={draft.casualties[field]} placeholder="0" maxLength={8} onChange={(event) => change({ casualties: { ...draft.casualties, [field]: event.target.value.replace(/\D/g, '') } })} />
            </label>
          ))}
          <label className="field severity-field">
            <span className="label">{t('severity.label')}<span className="hint">{t(anyFigure ? 'intake.suggested' : 'intake.noSuggestion')}</span></span>
            <select data-testid="intake-severity" data-field="severity" value={draft.severity} onChange={(event) => change({ severity: event.target.value as Severity | '' })}>
              <option value="">{t('severity.none')}</option>
              {SEVERITIES.map((each) => <option key={each} value={each}>{t(`severity.${each}`)} {ROMAN[each]}</option>)}
            </select>
          </label>
          {suggestion && draft.severity !== suggestion.severity && (
            <button type="button" className="button plain" data-testid="adopt-severity" style={{ padding: '0 4px' }} onClick={() => change({ severity: suggestion.severity })}>
              <SeverityChip severity={suggestion.severity} />
              <span className="small soft">{suggestion.basis}</span>
            </button>
          )}
        </div>
        {note('casualties')}{note('severity')}
        <label className={`field ${wrong('narrative') ? 'wrong' : ''}`}>
          <span className="label"><span>{t('intake.narrative')} <span className="required">*</span></span></span>
          <textarea data-testid="intake-narrative" data-field="narrative" rows={2} value={draft.narrative} maxLength={4000} onChange={(event) => change({ narrative: event.target.value })} />
          {note('narrative')}
        </label>
        <div className="two">{text('measures', 'intake.measures', 4000)}{text('informed', 'intake.informed', 4000)}</div>
        <label className={`field ${wrong('title') ? 'wrong' : ''}`}>
          <span className="label">{t('intake.headline')}<span className="hint">{t('intake.headlineHint')}</span></span>
          <input data-testid="intake-title" data-field="title" value={draft.title} maxLength={120} placeholder={derivedTitle(draft, codes)} onChange={(event) => change({ title: event.target.value })} />
          {note('title')}
        </label>
        {proposal && best && <ProposalCard key={best.id} proposal={proposal} incident={best} onLink={() => void link(best.id)} onNotSame={notSame} />}
        <p className="elements" data-testid="elements">
          <span className="muted">{t('intake.elements')}</span>
          {elements(draft).map(({ key, there }) => (
            <span key={key} className={there ? 'there' : touched(draft) ? 'missing' : 'muted'}>{there ? <Check size={13} aria-hidden="true" /> : <Minus size={13} aria-hidden="true" />}{t(`intake.${key}`)}</span>
          ))}
        </p>
      </div>
      <footer>
        <button className="button primary large" data-testid="intake-submit" disabled={busy} onClick={send}>{t('intake.submit')} <kbd>Ctrl</kbd><kbd>Enter</kbd></button>
        {draft.record === null && <button className="button large" data-testid="call-only" disabled={busy || callOf(draft).course === ''} title={t('calls.onlyHint')} onClick={() => void callOnly()}>{t('calls.only')}</button>}
        <span className="grow" />
        {abandoning ? (
          <>
            <button className="button danger" data-testid="abandon-sure" onClick={() => dropDraft(draft.id, t('intake.sourcePublic'))}>{t('intake.abandonSure')}</button>
            <button className="button" autoFocus onClick={() => setAbandoning(false)}>{t('intake.keep')}</button>
          </>
        ) : touched(draft) && <button className="button plain" data-testid="abandon" onClick={() => setAbandoning(true)}>{t('intake.abandon')}</button>}
      </footer>
    </>
  );
}

/** The right-hand panel: 接报, and below 1440 px the telephone log as a second tab. */
export function FormPanel({ calls }: { calls: React.ReactNode }) {
  const t = useT();
  const { drafts, active, tab, savedAt } = useDesk();
  const draft = drafts.find((each) => each.id === active);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // A fresh draft opened by key puts the caret into its first field.
    if (draft && !touched(draft) && panel.current?.contains(document.activeElement)) focusControl('type');
  }, [draft?.id]);
  return (
    <section className="panel form" ref={panel} data-region="form" aria-label={t('intake.title')}>
      <header>
        <ClipboardList size={15} aria-hidden="true" /><h2>{t('intake.title')}</h2><kbd>F2</kbd>
        <span className="segmented only-narrow" role="tablist">
          <button role="tab" aria-selected={tab === 'intake'} onClick={() => useDesk.setState({ tab: 'intake' })}>{t('duty.tabIntake')}</button>
          <button role="tab" aria-selected={tab === 'calls'} onClick={() => useDesk.setState({ tab: 'calls' })}>{t('duty.tabCalls')}</button>
        </span>
        <span className="muted small grow"><span className="only-wide">{t('intake.autosave')}</span></span>
        <button className="button plain" data-testid="new-draft" onClick={() => newDraft(t('intake.sourcePublic'))}>{t('intake.more')}</button>
        {savedAt !== null && draft && touched(draft) && <span className="chip" data-testid="draft-saved">{t('intake.saved', { time: clockText(savedAt) })}</span>}
      </header>
      {tab === 'calls' ? calls : draft && <Intake key={draft.id} draft={draft} />}
    </section>
  );
}
