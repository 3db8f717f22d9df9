// What the desk asks of the node, with a way back where there is one.
import { submit, submitOrLeave, type Outcome } from '../link';
import type { CallFacts, Correlated, FeedRecordView, IncidentView, PhoneCallView } from '../link/types';
import type { Translate } from '../shell/i18n';
import { micros } from '../shell/time';
import { offerUndo, select, useDesk } from './desk';
import type { Draft } from './draft';

const tail = (incident: IncidentView) => `…${incident.number.slice(-4)}`;
const short = (record: FeedRecordView) => record.source_number || record.facts.title;

export async function linkRecord(record: FeedRecordView, incident: IncidentView, t: Translate): Promise<Outcome> {
  const outcome = await submit({ type: 'link_record', record: record.id, incident: incident.id });
  if (!outcome.ok) return outcome;
  useDesk.setState({ record: null });
  select(incident.id, incident.facts.place.position);
  offerUndo(t('record.linked', { record: short(record), incident: tail(incident) }), () => submit({ type: 'unlink_record', record: record.id }));
  return outcome;
}

export async function dismissRecord(record: FeedRecordView, reason: string, t: Translate): Promise<Outcome> {
  const outcome = await submit({ type: 'dismiss_record', record: record.id, reason });
  if (!outcome.ok) return outcome;
  useDesk.setState({ record: null });
  offerUndo(t('record.dismissed', { record: short(record) }), () => submit({ type: 'unlink_record', record: record.id }));
  return outcome;
}

/** A call as it stands in a draft: what was said, without a place on the map or a type. */
export function callOf(draft: Draft): CallFacts {
  const said = [draft.title, draft.narrative, draft.measures].map((part) => part.trim()).filter((part) => part !== '');
  return {
    direction: 'incoming', at: micros(draft.call?.from ?? draft.startedAt), ...(draft.call?.to == null ? {} : { ended_at: micros(draft.call.to) }), party: { unit: '', name: draft.caller.trim(), post: '', phone: draft.phone.trim() },
    place: draft.place.text.trim(), course: said.join('；'), informed: draft.informed.trim(),
  };
}

/** As `logCall`, for a form that closes: `null` when it waits on this computer. */
export function leaveCall(call: CallFacts, incident: IncidentView | null): Promise<Outcome | null> {
  return submitOrLeave({ type: 'log_call', call, ...(incident ? { incident: incident.id } : {}) });
}

/** 只记电话, or a second call about a known incident, on whose timeline it then stands. */
export function logCall(call: CallFacts, incident: IncidentView | null): Promise<Outcome> {
  return submit({ type: 'log_call', call, ...(incident ? { incident: incident.id } : {}) });
}

/** A second call about a known incident, with a way back. */
export async function callAbout(draft: Draft, incident: IncidentView, t: Translate): Promise<Outcome> {
  const outcome = await logCall(callOf(draft), incident);
  if (outcome.ok && outcome.made?.kind === 'phone_call') {
    const call = outcome.made.id;
    offerUndo(t('calls.linked', { incident: tail(incident) }), () => submit({ type: 'unlink_call', call }));
  }
  return outcome;
}

export async function linkCall(call: PhoneCallView, incident: IncidentView, t: Translate): Promise<Outcome> {
  const outcome = await submit({ type: 'link_call', call: call.id, incident: incident.id });
  if (outcome.ok) offerUndo(t('calls.linked', { incident: tail(incident) }), () => submit({ type: 'unlink_call', call: call.id }));
  return outcome;
}

/** 不是同一起: remembered by the node, and not proposed again. */
export async function rejectProposal(subject: Correlated, incident: IncidentView, t: Translate): Promise<Outcome> {
  const outcome = await submit({ type: 'reject_proposal', subject, incident: incident.id });
  if (outcome.ok) offerUndo(t('correlation.rejected', { incident: tail(incident) }), () => submit({ type: 'restore_proposal', subject, incident: incident.id }));
  return outcome;
}

export async function runUndo(): Promise<Outcome | null> {
  const { undo } = useDesk.getState();
  if (!undo) return null;
  useDesk.setState({ undo: null });
  return undo.run();
}
