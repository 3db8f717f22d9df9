// An input of the outbox in words: what it was, about what, and what was typed.
import type { Copy } from '../link/store';
import type { Input } from '../link/types';
import type { Translate } from '../shell/i18n';

const NAMED: ReadonlySet<string> = new Set([
  'log_incident', 'log_call', 'update_incident', 'add_note', 'transition_incident', 'classify_incident', 'locate_incident', 'link_record', 'dismiss_record', 'link_call', 'record_decision',
]);

export function inputWords(input: Input, copy: Copy, t: Translate): string {
  const what = t(`offline.input.${NAMED.has(input.type) ? input.type : 'other'}`);
  const about = subject(input, copy);
  return about ? t('offline.about', { what, about }) : what;
}

function subject(input: Input, copy: Copy): string {
  if (input.type === 'log_incident') return input.facts.title;
  if (input.type === 'log_call') return input.call.course.slice(0, 40);
  const id = 'incident' in input && typeof input.incident === 'number' ? input.incident : undefined;
  const incident = id === undefined ? undefined : copy.incident.get(id);
  return incident ? `…${incident.number.slice(-4)} ${incident.facts.title}` : '';
}

/** What a person typed, so that a refusal loses none of it. */
export function inputText(input: Input): string {
  switch (input.type) {
    case 'log_incident': return [input.facts.place.text, input.facts.narrative, input.facts.measures].filter(Boolean).join('；');
    case 'log_call': return input.call.course;
    case 'add_note': case 'record_decision': return input.text;
    case 'transition_incident': case 'classify_incident': return input.basis;
    case 'update_incident': return Object.values(input.change).flatMap((value) => (typeof value === 'string' ? [value] : value ? [Object.values(value).join(' / ')] : [])).join('；');
    default: return '';
  }
}
