// What the node computes when asked, kept fresh: asked again when anything this account sees has changed, at most every two
// seconds, and never while the page is hidden.
import { useEffect, useRef, useState } from 'react';
import { api, Refused, useLink } from '../link';
import type { Refusal } from '../link/types';

const PAUSE = 2_000;

export interface Fetched<T> { data: T | null; refusal: Refusal | null; unreachable: boolean; again: () => void }

export function useFetched<T>(path: string | null): Fetched<T> {
  const seq = useLink((state) => state.copy.seq);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ path: string | null; data: T | null; refusal: Refusal | null; unreachable: boolean }>({ path: null, data: null, refusal: null, unreachable: false });
  const asked = useRef(0);
  useEffect(() => {
    if (path === null) return;
    const control = new AbortController();
    const wait = path === state.path ? Math.max(0, asked.current + PAUSE - Date.now()) : 0;
    const timer = setTimeout(() => {
      asked.current = Date.now();
      api.get<T>(path, control.signal).then(
        (data) => setState({ path, data, refusal: null, unreachable: false }),
        (error: unknown) => {
          if (control.signal.aborted) return;
          setState((old) => ({ path, data: old.path === path ? old.data : null, refusal: error instanceof Refused ? error.refusal : null, unreachable: !(error instanceof Refused) }));
        },
      );
    }, wait);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [path, seq, round]);
  // Old content stays while new content is on its way.
  return { data: state.data, refusal: state.refusal, unreachable: state.unreachable, again: () => setRound((count) => count + 1) };
}
