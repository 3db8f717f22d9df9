// What is new since this person looked: it sounds, is said once to screen readers, and holds a tinted row until focused.
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { useEntities, useLink, useMe } from '../link';
import { useT } from '../shell/i18n';
import { play } from '../shell/sound';
import { notify } from './station';

export const useFresh = create<{ keys: ReadonlySet<string>; said: string }>(() => ({ keys: new Set(), said: '' }));

export function seen(key: string): void {
  if (!useFresh.getState().keys.has(key)) return;
  useFresh.setState(({ keys }) => ({ keys: new Set([...keys].filter((each) => each !== key)) }));
}

/** Ids that were not there before; none the first time. */
export function newcomers(before: ReadonlySet<number> | null, now: Iterable<number>): number[] {
  return before === null ? [] : [...now].filter((id) => !before.has(id));
}

/** Runs once, in the shell, whatever page is open. */
export function useArrivals(): void {
  const t = useT();
  const me = useMe();
  const loaded = useLink((state) => state.loaded);
  const incidents = useEntities('incident');
  const records = useEntities('feed_record');
  const known = useRef<{ incident: ReadonlySet<number>; record: ReadonlySet<number> } | null>(null);
  useEffect(() => {
    if (!loaded) {
      known.current = null;
      return;
    }
    const freshIncidents = newcomers(known.current?.incident ?? null, incidents.keys()).filter((id) => incidents.get(id)!.logged_by !== me.id);
    const freshRecords = newcomers(known.current?.record ?? null, records.keys()).filter((id) => records.get(id)!.fate.type === 'pending');
    known.current = { incident: new Set(incidents.keys()), record: new Set(records.keys()) };
    if (freshIncidents.length + freshRecords.length === 0) return;
    const said = [
      ...freshIncidents.map((id) => t('duty.newIncident', { title: incidents.get(id)!.facts.title })),
      ...freshRecords.map((id) => t('duty.newRecord', { title: records.get(id)!.facts.title })),
    ].join('；');
    useFresh.setState(({ keys }) => ({
      keys: new Set([...keys, ...freshIncidents.map((id) => `incident-${id}`), ...freshRecords.map((id) => `record-${id}`)]), said,
    }));
    play(freshIncidents.length > 0 ? 'incident' : 'record');
    notify(t('brand'), said);
  }, [incidents, records, loaded, me.id, t]);
  // After an absence, what changed meanwhile is marked in the same way.
  const back = useLink((state) => state.back);
  useEffect(() => {
    if (!back) return;
    const keys = back.changed.flatMap((key) => (key.kind === 'incident' ? [`incident-${key.id}`] : key.kind === 'feed_record' ? [`record-${key.id}`] : []));
    useFresh.setState((state) => ({ keys: new Set([...state.keys, ...keys]) }));
  }, [back]);
}
