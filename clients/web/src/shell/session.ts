// Whether somebody is logged in. Asked once at start; afterwards the live welcome keeps `me` fresh.
import { create } from 'zustand';
import { api, Refused } from '../link/api';
import type { Me } from '../link/types';
import { forgetKept, live, openKept } from '../link';

interface Session {
  status: 'asking' | 'out' | 'in' | 'unreachable';
  me: Me | null;
}

export const useSession = create<Session>(() => ({ status: 'asking', me: null }));

function entered(me: Me): void {
  useSession.setState({ status: 'in', me });
  if (!me.must_change_password) live.start();
}

/** A line that swallows everything is as good as none. */
const PATIENCE_MS = 8_000;

export async function ask(): Promise<void> {
  try {
    entered(await api.get<Me>('/api/me', AbortSignal.timeout(PATIENCE_MS)));
  } catch (error) {
    if (error instanceof Refused) {
      forgetKept();
      useSession.setState({ status: 'out', me: null });
    } else if (await openKept()) {
      useSession.setState({ status: 'in', me: live.state.me });
    } else {
      useSession.setState({ status: 'unreachable', me: null });
    }
  }
}

export async function login(account: string, password: string): Promise<void> {
  entered(await api.post<Me>('/api/login', { account, password }));
}

/** The node may end other sessions of the account; ours goes on with fresh `me`. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await api.post('/api/password', { old, new: fresh });
  await ask();
}

export async function logout(): Promise<void> {
  await api.post('/api/logout').catch(() => undefined);
  live.stop();
  useSession.setState({ status: 'out', me: null });
}

/** Called once: a link that says goodbye, or finds its session gone, brings the login page back. */
export function followLink(): void {
  let was = live.state.connection.state;
  live.subscribe(() => {
    const { connection, me } = live.state;
    if (connection.state === 'idle' && was !== 'idle' && useSession.getState().status === 'in') useSession.setState({ status: 'out', me: null });
    if (me && me !== useSession.getState().me && connection.state === 'live') useSession.setState({ status: 'in', me });
    was = connection.state;
  });
}
