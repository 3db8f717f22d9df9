// 试连: the way that media take, tried with a session like a meeting's that carries nothing. Says by which transport the node
// was reached and how long a round trip takes; a firewall that lets UDP not through shows here, before anybody waits in a call.
import { negotiate } from '../call/signal';
import { httpsWay, pagePort, remember, type Way, wayOf } from '../call/ways';

/** `port` is that of the node's media, for whoever keeps the firewall. */
export interface Trial { way: Way; rttMs: number | null; port: number | null }

const PATIENCE_MS = 8_000;
/** Round trips are watched for so long once connected. */
const WATCH_MS = 1_200;

/** What is found is remembered: the call offers the way by HTTPS from its first attempt where nothing else passed. */
export async function tryMedia(signal: AbortSignal): Promise<Trial> {
  const trial = await attempt(signal);
  if (!signal.aborted) remember(trial.way);
  return trial;
}

async function attempt(signal: AbortSignal): Promise<Trial> {
  const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers: await httpsWay(signal) });
  connection.addTransceiver('audio', { direction: 'recvonly' });
  let port: number | null = null;
  try {
    await negotiate(connection, '/api/media/trial', signal);
    port = portOf(connection.remoteDescription?.sdp ?? '');
    if (!(await connected(connection, signal))) return { way: 'none', rttMs: null, port };
    await wait(WATCH_MS, signal);
    return { ...wayOf(await connection.getStats(), pagePort()), port };
  } catch {
    return { way: 'none', rttMs: null, port };
  } finally {
    connection.close();
  }
}

/** Of the first candidate of an answer (RFC 8839 §5.1). */
export function portOf(sdp: string): number | null {
  const port = /^a=candidate:\S+ \d+ \S+ \d+ \S+ (\d+) /m.exec(sdp)?.[1];
  return port === undefined ? null : Number(port);
}

function connected(connection: RTCPeerConnection, signal: AbortSignal): Promise<boolean> {
  return new Promise((done) => {
    const look = () => {
      if (connection.connectionState === 'connected') done(true);
      if (connection.connectionState === 'failed' || signal.aborted) done(false);
    };
    connection.addEventListener('connectionstatechange', look);
    signal.addEventListener('abort', look);
    setTimeout(() => done(false), PATIENCE_MS);
    look();
  });
}

const wait = (milliseconds: number, signal: AbortSignal) => new Promise<void>((done) => {
  signal.addEventListener('abort', () => done());
  setTimeout(done, milliseconds);
});
