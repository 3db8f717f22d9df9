// A report while it is being taken. Kept on this computer at every keystroke.
import type { FeedRecordView, IncidentFacts, Place, Severity, TypeCode } from '../link/types';
import { micros, ms } from '../shell/time';
import { parseTimePhrase } from './timephrase';

export const CASUALTY_FIELDS = ['dead', 'seriously_hurt', 'missing', 'trapped', 'moved'] as const;
export type CasualtyField = (typeof CASUALTY_FIELDS)[number];

export interface Draft {
  id: string;
  startedAt: number;
  /** Feed record it is made from. */
  record: number | null;
  type_code: string;
  occurredText: string;
  place: Place;
  caller: string;
  phone: string;
  source: string;
  casualties: Record<CasualtyField, string>;
  severity: Severity | '';
  title: string;
  narrative: string;
  measures: string;
  informed: string;
  /** Incidents said not to be the same. */
  notSame: number[];
  /** When the call began and ended, milliseconds. Drafts of before have none. */
  call?: { from: number | null; to: number | null };
}

export function emptyDraft(id: string, startedAt: number, source: string): Draft {
  return {
    id, startedAt, record: null, type_code: '', occurredText: '', place: { text: '' }, caller: '', phone: '', source,
    casualties: { dead: '', seriously_hurt: '', missing: '', trapped: '', moved: '' }, severity: '', title: '', narrative: '', measures: '', informed: '', notSame: [],
  };
}

export function draftFromRecord(id: string, startedAt: number, record: FeedRecordView, timeText: string, source: string): Draft {
  return { ...draftFromFacts(id, startedAt, record.facts, timeText, source), record: record.id };
}

export function draftFromFacts(id: string, startedAt: number, facts: IncidentFacts, timeText: string, source: string): Draft {
  const figure = (value: number | undefined) => (value ? String(value) : '');
  return {
    ...emptyDraft(id, startedAt, facts.caller?.source || source), type_code: facts.type_code, occurredText: timeText, place: facts.place,
    ...(facts.caller?.call ? { call: { from: ms(facts.caller.call.from), to: facts.caller.call.to == null ? null : ms(facts.caller.call.to) } } : {}),
    caller: facts.caller?.name ?? '', phone: facts.caller?.phone ?? '', severity: facts.severity ?? '', title: facts.title, narrative: facts.narrative ?? '',
    measures: facts.measures ?? '', informed: facts.informed ?? '',
    casualties: {
      dead: figure(facts.casualties?.dead), seriously_hurt: figure(facts.casualties?.seriously_hurt), missing: figure(facts.casualties?.missing),
      trapped: figure(facts.casualties?.trapped), moved: figure(facts.casualties?.moved),
    },
  };
}

/** Something was typed: worth keeping. */
export function touched(draft: Draft): boolean {
  return draft.record !== null || draft.call?.from != null || [draft.type_code, draft.occurredText, draft.place.text, draft.caller, draft.phone, draft.title, draft.narrative, draft.measures, draft.informed].some((text) => text.trim() !== '')
    || draft.place.position != null || Object.values(draft.casualties).some((figure) => figure !== '');
}

export function figures(draft: Draft): Record<CasualtyField, number> {
  const read = (field: CasualtyField) => Math.max(0, Math.trunc(Number(draft.casualties[field]) || 0));
  return { dead: read('dead'), seriously_hurt: read('seriously_hurt'), missing: read('missing'), trapped: read('trapped'), moved: read('moved') };
}

/** Milliseconds; phrases such as “十分钟前” count from when the draft was begun, so that they do not creep. */
export function occurredAt(draft: Draft): number | null {
  return parseTimePhrase(draft.occurredText, draft.startedAt)?.at ?? null;
}

/** What the title would be if none is typed: place and the first clause of what was told. */
export function derivedTitle(draft: Draft, types: readonly TypeCode[]): string {
  const clause = draft.narrative.split(/[，。；,.;\n]/)[0]!.trim().slice(0, 30);
  const what = clause || types.find((type) => type.code === draft.type_code)?.name || '';
  // Numbers name no place to anybody who reads the title.
  const place = /\d{2,3}\.\d{3,}/.test(draft.place.text) ? '' : draft.place.text.trim();
  if (what.includes(place)) return what;
  // 珠泉镇滨江村 + 滨江村三户进水: the village is said once.
  for (let length = place.length - 1; length >= 2; length -= 1) {
    if (what.startsWith(place.slice(-length))) return place.slice(0, -length) + what;
  }
  return `${place}${what}`;
}

export type Need = 'type' | 'occurred' | 'place' | 'narrative';

/** The first thing still missing before it can be sent; a cause may follow later. */
export function firstNeed(draft: Draft): Need | null {
  if (draft.type_code === '') return 'type';
  if (occurredAt(draft) === null) return 'occurred';
  if (draft.place.text.trim() === '' && !draft.place.position) return 'place';
  return draft.narrative.trim() === '' ? 'narrative' : null;
}

const CAUSE = /因|由于|导致|引发|引起|造成|所致/;

/** 首报要素: which of the seven are there. */
export function elements(draft: Draft): { key: string; there: boolean }[] {
  return [
    { key: 'time', there: occurredAt(draft) !== null },
    { key: 'placeElement', there: draft.place.text.trim() !== '' || draft.place.position != null },
    { key: 'sourceElement', there: draft.source.trim() !== '' && (draft.caller.trim() !== '' || draft.phone.trim() !== '') },
    { key: 'nature', there: draft.type_code !== '' },
    { key: 'loss', there: Object.values(draft.casualties).some((figure) => figure !== '') },
    { key: 'measure', there: draft.measures.trim() !== '' },
    { key: 'cause', there: CAUSE.test(draft.narrative) },
  ];
}

function callTimes({ call }: Draft): { call?: { from: number; to?: number } } {
  if (!call || call.from === null) return {};
  return { call: { from: micros(call.from), ...(call.to === null ? {} : { to: micros(call.to) }) } };
}

export function factsOf(draft: Draft, types: readonly TypeCode[]): IncidentFacts {
  return {
    title: draft.title.trim() || derivedTitle(draft, types), type_code: draft.type_code, occurred_at: micros(occurredAt(draft) ?? draft.startedAt), place: draft.place,
    severity: draft.severity === '' ? null : draft.severity, casualties: figures(draft),
    caller: { name: draft.caller.trim(), phone: draft.phone.trim(), source: draft.source.trim(), ...callTimes(draft) },
    narrative: draft.narrative.trim(), measures: draft.measures.trim(), informed: draft.informed.trim(),
  };
}

/** Which control of the form a refusal's field path means. */
export function controlOf(field: string | null | undefined): string {
  if (!field) return 'form';
  const rows: readonly [string, string][] = [
    ['type_code', 'type'], ['occurred', 'occurred'], ['place', 'place'], ['position', 'place'], ['caller.phone', 'phone'], ['caller.call', 'line'], ['call.at', 'line'], ['ended_at', 'line'], ['party.phone', 'phone'], ['party', 'caller'], ['course', 'narrative'], ['caller.source', 'source'], ['caller', 'caller'],
    ['casualties', 'casualties'], ['severity', 'severity'], ['title', 'title'], ['narrative', 'narrative'], ['measures', 'measures'], ['informed', 'informed'],
  ];
  return rows.find(([part]) => field.includes(part))?.[1] ?? 'form';
}
