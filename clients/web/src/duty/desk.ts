// What is open on this duty desk: drafts, the selected incident or record, and what can be undone. Survives changing pages.
import { create } from 'zustand';
import { disk, live, newId, type Outcome, serverNow } from '../link';
import type { Pin } from '../map/CountyMap';
import type { Refusal, Wgs84 } from '../link/types';
import { type Draft, emptyDraft, touched } from './draft';

export interface Undo { label: string; at: number; run: () => Promise<Outcome> }

interface Desk {
  drafts: readonly Draft[];
  active: string | null;
  savedAt: number | null;
  /** Why a draft came back. */
  refusals: Readonly<Record<string, Refusal>>;
  selected: number | null;
  record: number | null;
  pins: readonly Pin[];
  picking: boolean;
  focus: { position: Wgs84; zoom?: number } | null;
  tab: 'intake' | 'calls';
  undo: Undo | null;
  note: string | null;
  /** The incident just made from a draft here. */
  made: number | null;
}

export const useDesk = create<Desk>(() => ({
  drafts: [], active: null, savedAt: null, refusals: {}, selected: null, record: null, pins: [], picking: false, focus: null, tab: 'intake', undo: null, note: null, made: null,
}));

const userId = () => live.state.me?.id ?? 0;
let loadedFor: number | null = null;

/** Brings back what this user had half typed on this computer. */
export async function loadDrafts(source: string): Promise<void> {
  if (loadedFor === userId()) return;
  loadedFor = userId();
  const stored = (await disk?.getAll('drafts'))?.filter((each) => each.user === userId()) ?? [];
  const drafts = stored.sort((a, b) => a.savedAt - b.savedAt).map((each) => each.body as Draft);
  useDesk.setState({ drafts, active: drafts.at(-1)?.id ?? null, selected: null, record: null, undo: null, note: null, made: null, refusals: {} });
  if (drafts.length === 0) newDraft(source);
}

/** A second call opens a second draft; an untouched one is used again. */
export function newDraft(source: string): void {
  const { drafts } = useDesk.getState();
  const blank = drafts.find((draft) => !touched(draft));
  if (blank) return useDesk.setState({ active: blank.id, record: null, tab: 'intake' });
  openDraft(emptyDraft(newId(), serverNow(), source));
}

export function openDraft(draft: Draft): void {
  useDesk.setState(({ drafts }) => ({ drafts: [...drafts.filter((each) => touched(each) && each.id !== draft.id), draft], active: draft.id, record: null, tab: 'intake' }));
  keep(draft);
}

export function changeDraft(id: string, change: Partial<Draft>): void {
  useDesk.setState(({ drafts, refusals }) => {
    const { [id]: _gone, ...others } = refusals;
    return { drafts: drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft)), refusals: others, note: null, made: null };
  });
  const draft = useDesk.getState().drafts.find((each) => each.id === id);
  if (draft) keep(draft);
}

export function dropDraft(id: string, source: string): void {
  const drafts = useDesk.getState().drafts.filter((draft) => draft.id !== id);
  useDesk.setState({ drafts, active: drafts.at(-1)?.id ?? null, pins: [], picking: false });
  void disk?.delete('drafts', id);
  if (drafts.length === 0) newDraft(source);
}

/** A refused draft comes back with the reason. */
export function restoreDraft(draft: Draft, refusal: Refusal): void {
  if (!useDesk.getState().drafts.some((each) => each.id === draft.id)) openDraft(draft);
  useDesk.setState(({ refusals }) => ({ active: draft.id, record: null, tab: 'intake', refusals: { ...refusals, [draft.id]: refusal } }));
}

function keep(draft: Draft): void {
  if (!touched(draft)) return;
  const savedAt = serverNow();
  void disk?.put('drafts', { id: draft.id, user: userId(), savedAt, body: draft }).then(() => useDesk.setState({ savedAt }));
}

export function select(id: number | null, position?: Wgs84 | null): void {
  useDesk.setState({ selected: id, ...(position ? { focus: { position } } : {}) });
}

/** Offers a way back for half a minute; afterwards the incident's timeline has it. */
export function offerUndo(label: string, run: () => Promise<Outcome>): void {
  const undo = { label, at: Date.now(), run };
  useDesk.setState({ undo });
  setTimeout(() => useDesk.setState((state) => (state.undo === undo ? { undo: null } : {})), 30_000);
}
