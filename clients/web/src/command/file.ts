// What an archived incident's page shows is asked for when somebody opens it: it is in no live copy.
import { useEffect, useState } from 'react';
import { api, keepAsked, Refused, useLink } from '../link';
import type { IncidentFile } from '../link/types';

/** Asks for the file of an incident that is not `here`; again after each snapshot, which forgets what was asked for. */
export function useFile(id: number | null, here: boolean): 'asking' | 'here' | 'gone' | 'failed' {
  const [state, setState] = useState<'asking' | 'here' | 'gone' | 'failed'>('asking');
  const connected = useLink((link) => link.connection.state === 'live');
  useEffect(() => {
    if (id === null || here) return undefined;
    const asked = new AbortController();
    setState('asking');
    api.get<IncidentFile>(`/api/incidents/${id}`, asked.signal).then(
      (file) => {
        if (asked.signal.aborted) return;
        keepAsked(file.entities);
        setState('here');
      },
      (error: unknown) => !asked.signal.aborted && setState(error instanceof Refused && error.status === 404 ? 'gone' : 'failed'),
    );
    return () => asked.abort();
  }, [id, here, connected]);
  return state;
}
