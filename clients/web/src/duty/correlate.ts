// What the node says of a draft while it is typed: which open incidents it resembles, and the severity its figures
// suggest. Asked again a moment after the last key; an answer to older words is thrown away.
import { useEffect, useState } from 'react';
import { api } from '../link/api';
import type { Correlation, IncidentFacts } from '../link/types';

/** After the last key, milliseconds. */
const PAUSE = 250;
const NOTHING: Correlation = { proposals: [] };

/** `facts` null: nothing is told yet. Cut off from the node there are no suggestions. */
export function useCorrelation(facts: IncidentFacts | null, not: readonly number[]): Correlation {
  const [found, setFound] = useState<Correlation>(NOTHING);
  const question = facts === null ? null : JSON.stringify({ facts, not });
  useEffect(() => {
    if (question === null) return setFound(NOTHING);
    const stop = new AbortController();
    const ask = () => {
      api.post<Correlation>('/api/correlation', JSON.parse(question), stop.signal).then(setFound, () => {
        if (!stop.signal.aborted) setFound(NOTHING);
      });
    };
    const timer = setTimeout(ask, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [question]);
  return found;
}
