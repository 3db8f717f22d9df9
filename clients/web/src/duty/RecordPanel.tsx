// One 外部来报, waiting for a person: link it, make an incident of it, or put it aside with a reason.
import { useState } from 'react';
import { newId, serverNow, useEntities } from '../link';
import { typeName, useCatalogue } from '../link/catalogue';
import type { FeedRecordView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { SeverityChip, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { dayText, minuteText, momentText, ms } from '../shell/time';
import { OPEN_STATES } from '../command/states';
import { dismissRecord, linkRecord, rejectProposal } from './actions';
import { openDraft, useDesk } from './desk';
import { draftFromRecord } from './draft';
import { RecordActivations } from '../plan/RecordNote';
import { ProposalCard } from './ProposalCard';

/** A sender's clock further off than this is said. */
const SKEW_TOLD_US = 60_000_000;

export function RecordPanel({ record }: { record: FeedRecordView }) {
  const t = useT();
  const now = useNow();
  const codes = useCatalogue();
  const incidents = useEntities('incident');
  const source = useEntities('feed_source').get(record.source);
  const unit = useEntities('unit').get(record.unit);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [dismissing, setDismissing] = useState(false);
  const [reason, setReason] = useState('');
  const { facts } = record;
  const proposal = (record.proposals ?? []).find((each) => incidents.has(each.incident));
  const best = proposal && incidents.get(proposal.incident);
  const settle = (outcome: { ok: boolean; refusal?: Refusal }) => setRefusal(outcome.ok ? null : (outcome.refusal ?? null));
  const link = (id: number) => {
    const incident = incidents.get(id);
    if (incident) void linkRecord(record, incident, t).then(settle);
  };
  const notSame = () => best && void rejectProposal({ kind: 'feed_record', id: record.id }, best, t).then(settle);
  const create = () => openDraft(draftFromRecord(newId(), serverNow(), record, `${dayText(ms(facts.occurred_at))} ${minuteText(ms(facts.occurred_at))}`, source?.name ?? unit?.name ?? record.source));
  const close = () => useDesk.setState({ record: null });
  useKeys({
    F8: () => best && link(best.id),
    F9: () => notSame(),
    'ctrl+Enter': create,
    Escape: close,
  });
  const rows: [string, string | null][] = [
    ['incident.type', typeName(codes, facts.type_code)], ['record.occurred', momentText(ms(facts.occurred_at), now)], ['record.received', momentText(ms(record.received_at), now)],
    ['incident.place', facts.place.text || t('duty.place')], ['incident.reporter', [facts.caller?.name, facts.caller?.phone].filter(Boolean).join(' ') || null], ['incident.narrative', facts.narrative || null],
    ['incident.measures', facts.measures || null], ['record.number', record.source_number],
  ];
  const others = [...incidents.values()].filter((each) => OPEN_STATES.has(each.state));
  return (
    <section className="panel form" data-region="form" data-testid="record-panel" data-record={record.id} aria-label={t('record.title')}>
      <header>
        <h2>{t('record.title')}</h2><span className="chip outlined">{unit?.name ?? record.source}</span><SeverityChip severity={facts.severity} />
        <span className="grow" /><button className="button plain" onClick={close}>{t('record.back')} <kbd>Esc</kbd></button>
      </header>
      <div className="intake">
        <h3 style={{ fontSize: 16 }}>{facts.title}</h3>
        <dl className="facts">{rows.map(([key, value]) => value && [<dt key={key}>{t(key)}</dt>, <dd key={`${key}-value`}>{value}</dd>])}</dl>
        {record.crossing && <p className="chip waiting" style={{ height: 'auto' }}>{t('record.crossing', { quantity: t(record.crossing.quantity === 'rain_mm' ? 'record.rain' : 'record.level'), value: record.crossing.value, threshold: record.crossing.threshold })}</p>}
        <RecordActivations record={record} />
        {Math.abs(record.clock_skew_us) > SKEW_TOLD_US && <p className="chip waiting">{t('record.skew', { seconds: Math.round(record.clock_skew_us / 1e6) })}</p>}
        {refusal && <RefusalNote refusal={refusal} />}
        {proposal && best ? <ProposalCard key={best.id} proposal={proposal} incident={best} onLink={() => link(best.id)} onNotSame={notSame} /> : <p className="muted">{t('record.noCandidate')}</p>}
        {others.length > 0 && (
          <label className="field"><span className="label">{t('record.pick')}</span>
            <select data-testid="link-other" value="" onChange={(event) => link(Number(event.target.value))}>
              <option value="" />
              {others.map((incident) => <option key={incident.id} value={incident.id}>…{incident.number.slice(-4)} {incident.facts.title}</option>)}
            </select>
          </label>
        )}
        {dismissing && (
          <form className="row" onSubmit={(event) => { event.preventDefault(); void dismissRecord(record, reason.trim(), t).then(settle); }}>
            <label className="field grow"><span className="label">{t('record.dismissReason')}</span><input autoFocus required maxLength={200} data-testid="dismiss-reason" value={reason} onChange={(event) => setReason(event.target.value)} /></label>
            <button className="button" style={{ alignSelf: 'flex-end' }} data-testid="dismiss-do">{t('record.dismissDo')}</button>
          </form>
        )}
      </div>
      <footer>
        <button className="button primary large" data-testid="record-create" onClick={create}>{t('record.create')} <kbd>Ctrl</kbd><kbd>Enter</kbd></button>
        <span className="grow" />
        {!dismissing && <button className="button plain" data-testid="record-dismiss" onClick={() => setDismissing(true)}>{t('record.dismiss')}</button>}
      </footer>
    </section>
  );
}
