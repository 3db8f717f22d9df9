// Place search: towns and villages by Chinese, pinyin and code. The node knows them; this only asks, without flooding it.
import { useEffect, useState } from 'react';
import { api } from '../link/api';
import type { FoundPlace } from '../link/types';

export interface PlaceSearch { status: 'idle' | 'looking' | 'found' | 'failed'; query: string; places: readonly FoundPlace[] }
const IDLE: PlaceSearch = { status: 'idle', query: '', places: [] };
const WAIT_MS = 120;
/** As many as there are letters worth reading. */
export const MOST_PLACES = 8;

/** Old answers stay on screen while the next is fetched. */
export function usePlaces(query: string): PlaceSearch {
  const [search, setSearch] = useState<PlaceSearch>(IDLE);
  const text = query.trim();
  useEffect(() => {
    if (text === '') return setSearch(IDLE);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      setSearch((old) => ({ ...old, status: 'looking' }));
      api.get<FoundPlace[]>(`/api/places?q=${encodeURIComponent(text)}`, abort.signal).then(
        (places) => setSearch({ status: 'found', query: text, places: places.slice(0, MOST_PLACES) }),
        () => !abort.signal.aborted && setSearch({ status: 'failed', query: text, places: [] }),
      );
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return search;
}
