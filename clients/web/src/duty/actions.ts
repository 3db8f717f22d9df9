// What the desk asks of the node, with a way back where there is one.
import { submit, type Outcome } from '../link';
import type { FeedRecordView, IncidentView } from '../link/types';
import type { Translate } from '../shell/i18n';
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

/** A second call about a known incident: what it said goes onto that incident's timeline. */
export function noteCall(draft: Draft, incident: IncidentView, t: Translate): Promise<Outcome> {
  const said = [
    `${t('calls.prefix')} ${[draft.caller, draft.phone].filter((each) => each.trim() !== '').join(' ')}`.trim(), draft.place.text, draft.narrative, draft.measures,
    draft.informed && `${t('calls.informed')}：${draft.informed}`,
  ].filter((part) => part && part.trim() !== '').join('；');
  return submit({ type: 'add_note', incident: incident.id, text: said });
}

export async function runUndo(): Promise<Outcome | null> {
  const { undo } = useDesk.getState();
  if (!undo) return null;
  useDesk.setState({ undo: null });
  return undo.run();
}
