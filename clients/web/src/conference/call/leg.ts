// One media connection that keeps itself up: negotiates, watches, and begins again when it is lost, for as long as it is wanted.
import { Refused } from '../../link/api';
import type { Refusal } from '../../link/types';
import { hangUp, negotiate, type Negotiated, restartIce } from './signal';
import { httpsWay, needsHttps, pagePort, remember, type Way, wayOf } from './ways';

export type LegState =
  | { state: 'connecting'; since: number; attempt: number }
  | { state: 'connected'; since: number }
  /** Nothing comes any more; the session stands, and another path for it is looked for. */
  | { state: 'healing'; since: number }
  /** A picture may still stand; a new connection is on its way. */
  | { state: 'lost'; since: number; attempt: number; why: 'network' | 'refused' | 'unreachable'; refusal: Refusal | null };

export interface LegPlan {
  /** Where to POST. */
  path: () => string;
  /** Adds transceivers to a fresh connection. */
  prepare: (connection: RTCPeerConnection) => void;
  /** The node says the site is not in the conference: get back in, then try again. */
  readmit: () => Promise<void>;
  changed: () => void;
}

const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 5_000;
const CONNECT_LIMIT = 8_000;
/** ICE restarts that found no path by then give way to a new connection. */
const RESTART_LIMIT = 4_500;
/** Between two tries to reach the node for one: a roaming Wi-Fi has no network for a moment. */
const RESTART_PAUSE = 500;

export class Leg {
  connection: RTCPeerConnection | null = null;
  negotiated: Negotiated | null = null;
  state: LegState = { state: 'connecting', since: Date.now(), attempt: 1 };
  /** It was connected once: what is on screen is a last frame. */
  everConnected = false;
  private stopped = false;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort = new AbortController();

  constructor(private readonly plan: LegPlan) {}

  start(): void {
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.drop(true);
  }

  /** Throws the connection away and begins again at once. */
  restart(): void {
    clearTimeout(this.timer);
    this.drop(true);
    void this.connect();
  }

  private set(state: LegState): void {
    this.state = state;
    this.plan.changed();
  }

  private drop(tell: boolean): void {
    this.abort.abort();
    this.abort = new AbortController();
    if (tell && this.negotiated) hangUp(this.negotiated.location);
    this.negotiated = null;
    this.connection?.close();
    this.connection = null;
  }

  private async connect(): Promise<void> {
    if (this.stopped) return;
    this.attempt += 1;
    if (this.state.state !== 'lost') this.set({ state: 'connecting', since: Date.now(), attempt: this.attempt });
    const { signal } = this.abort;
    const iceServers = needsHttps(this.attempt) ? await httpsWay(signal) : [];
    if (signal.aborted) return;
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceServers });
    this.connection = connection;
    connection.onconnectionstatechange = () => this.watch(connection);
    this.plan.prepare(connection);
    try {
      const negotiated = await negotiate(connection, this.plan.path(), signal);
      if (connection !== this.connection) return hangUp(negotiated.location);
      this.negotiated = negotiated;
      this.timer = setTimeout(() => this.lost('unreachable'), CONNECT_LIMIT);
      this.watch(connection);
    } catch (error) {
      if (connection !== this.connection) return;
      if (error instanceof Refused && [404, 409].includes(error.status)) await this.plan.readmit();
      this.lost(error instanceof Refused ? 'refused' : 'network', error instanceof Refused ? error.refusal : null);
    }
  }

  private watch(connection: RTCPeerConnection): void {
    if (connection !== this.connection) return;
    if (connection.connectionState === 'connected') {
      clearTimeout(this.timer);
      this.attempt = 0;
      this.everConnected = true;
      if (this.state.state !== 'connected') this.set({ state: 'connected', since: Date.now() });
      void connection.getStats().then((stats) => this.learn(wayOf(stats, pagePort()).way)).catch(() => undefined);
    } else if (connection.connectionState === 'failed') {
      this.lost('network');
    } else if (connection.connectionState === 'disconnected' && this.state.state === 'connected') {
      this.set({ state: 'healing', since: Date.now() });
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.lost('network'), RESTART_LIMIT);
      void this.heal(connection);
    }
  }

  /** The computer has a network again: there is nothing to wait for. One that heals tries by itself. */
  revive(): void {
    if (this.state.state !== 'connected' && this.state.state !== 'healing') this.restart();
  }

  /** Another path for the same session, which stands meanwhile: nothing is lost if the old one comes back. */
  private async heal(connection: RTCPeerConnection): Promise<void> {
    const { signal } = this.abort;
    const broken = () => !signal.aborted && connection === this.connection && connection.connectionState !== 'connected';
    while (broken()) {
      try {
        const took = this.negotiated !== null && (await restartIce(connection, this.negotiated.location, signal));
        if (!took && broken()) this.lost('network');
        return;
      } catch {
        await new Promise((next) => setTimeout(next, RESTART_PAUSE));
      }
    }
  }

  private learn(way: Way): void {
    // The pair may not be settled yet.
    if (way !== 'none') remember(way);
  }

  private lost(why: 'network' | 'refused' | 'unreachable', refusal: Refusal | null = null): void {
    if (this.stopped) return;
    const since = this.state.state === 'connected' ? Date.now() : this.state.since;
    this.drop(false);
    this.set({ state: 'lost', since, attempt: this.attempt + 1, why, refusal });
    clearTimeout(this.timer);
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(this.attempt, 6)) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => void this.connect(), pause);
  }
}
