// Ways to media besides the node's own addresses: TURN over TLS, by the port that the page itself came by. Offered where nothing
// else is known to pass: an allocation costs the node a connection and a copy of every packet.
import type { MediaWays } from '../../link/types';

/** `https`: by the page's own port only. */
export type Way = 'udp' | 'tcp' | 'https' | 'none';

let found: Way | null = null;

/** What a trial found, or a call that stands. */
export function remember(way: Way): void {
  found = way;
}

/** Whether a connection should be given the way by HTTPS too. */
export const needsHttps = (attempt: number): boolean => attempt > 1 || found === 'https' || found === 'none';

/** The node's TURN server with fresh credentials; none where there is none, or it cannot be asked. */
export async function httpsWay(signal: AbortSignal): Promise<RTCIceServer[]> {
  try {
    const response = await fetch('/api/media/ways', { credentials: 'same-origin', signal });
    return response.ok ? ((await response.json()) as MediaWays).ice_servers : [];
  } catch {
    return [];
  }
}

export const pagePort = (): number => Number(location.port) || 443;

/** What the pair in use says of itself. `door`: port of the page. */
export function wayOf(stats: Pick<RTCStatsReport, 'forEach' | 'get'>, door: number): { way: Way; rttMs: number | null } {
  const pairs: RTCIceCandidatePairStats[] = [];
  stats.forEach((entry: RTCStats) => entry.type === 'candidate-pair' && pairs.push(entry as RTCIceCandidatePairStats));
  const pair = pairs.find((each) => each.nominated === true && each.state === 'succeeded');
  if (!pair) return { way: 'none', rttMs: null };
  const local = stats.get(pair.localCandidateId) as { candidateType?: string; relayProtocol?: string } | undefined;
  const remote = stats.get(pair.remoteCandidateId) as { protocol?: string; port?: number } | undefined;
  const seconds = pair.currentRoundTripTime;
  const rttMs = seconds === undefined ? null : Math.max(1, Math.round(seconds * 1000));
  if (local?.candidateType === 'relay' || local?.relayProtocol !== undefined) return { way: 'https', rttMs };
  if (remote?.protocol !== 'tcp') return { way: 'udp', rttMs };
  return { way: remote.port === door ? 'https' : 'tcp', rttMs };
}
