// One media connection that keeps itself up: negotiates, watches, and begins again when it is lost, for as long as it is wanted.
import { Refused } from '../../link/api';
import type { Refusal } from '../../link/types';
import { heard, LOOK, Pulse } from './pulse';
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
/** An ICE restart that found no path by then gives way to a new connection; so does one that the node was not reached for. */
const RESTART_LIMIT = 4_500;
const REACH_LIMIT = 12_000;
/**
 * Between two tries to reach the node for one: a roaming Wi-Fi has no network for a moment. A node that was reached and could
 * not is asked more seldom each time: every page of a meeting asks it then.
 */
const RESTART_PAUSE = 250;
/** What is over by then is not said. */
export const WORTH_SAYING = 600;

export class Leg {
  connection: RTCPeerConnection | null = null;
  negotiated: Negotiated | null = null;
  state: LegState = { state: 'connecting', since: Date.now(), attempt: 1 };
  /** It was connected once: what is on screen is a last frame. */
  everConnected = false;
  private stopped = false;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pulse = new Pulse();
  private looking: ReturnType<typeof setInterval> | undefined;
  /** Whether this browser tells what arrives. */
  private hears = false;
  private restarting = false;
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

  /** Whether it is without a connection, as far as a page should say so: what heals at once is not worth a word. */
  get broken(): boolean {
    const { state, since } = this.state;
    return state !== 'connected' && (state !== 'healing' || Date.now() - since >= WORTH_SAYING);
  }

  private set(state: LegState): void {
    this.state = state;
    this.plan.changed();
  }

  private drop(tell: boolean): void {
    this.abort.abort();
    this.abort = new AbortController();
    clearInterval(this.looking);
    this.pulse = new Pulse();
    this.hears = this.restarting = false;
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
      this.attempt = 0;
      this.everConnected = true;
      // While it heals, "connected" may speak of the old path still.
      if (this.state.state !== 'healing' || !this.hears) this.stands(connection);
    } else if (connection.connectionState === 'failed') {
      this.lost('network');
    } else if (connection.connectionState === 'disconnected' && this.state.state === 'connected') {
      this.heal(connection);
    }
  }

  private stands(connection: RTCPeerConnection): void {
    clearTimeout(this.timer);
    if (this.state.state !== 'connected') this.set({ state: 'connected', since: Date.now() });
    clearInterval(this.looking);
    this.looking = setInterval(() => void this.look(connection).catch(() => undefined), LOOK);
    void connection.getStats().then((stats) => this.learn(wayOf(stats, pagePort()).way)).catch(() => undefined);
  }

  /** A browser finds out that nothing comes after five seconds and more; whoever listens knows at once. */
  private async look(connection: RTCPeerConnection): Promise<void> {
    const now = heard(await connection.getStats());
    if (connection !== this.connection || !now) return;
    this.hears = true;
    const came = this.pulse.look(now);
    if (this.state.state === 'healing' && came && connection.connectionState === 'connected') this.stands(connection);
    else if (this.state.state === 'connected' && this.pulse.alarm()) this.heal(connection);
  }

  /** The computer has a network again: there is nothing to wait for. One that heals tries by itself. */
  revive(): void {
    if (this.state.state !== 'connected' && this.state.state !== 'healing') this.restart();
  }

  private heal(connection: RTCPeerConnection): void {
    this.set({ state: 'healing', since: Date.now() });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lost('network'), REACH_LIMIT);
    setTimeout(this.plan.changed, WORTH_SAYING);
    if (!this.restarting) void this.restartIce(connection);
  }

  /**
   * Another path for the same session, which stands meanwhile: nothing is lost if the old one comes back. The node may have taken
   * part though its answer was lost, so it is asked until it answers.
   */
  private async restartIce(connection: RTCPeerConnection): Promise<void> {
    const { signal } = this.abort;
    this.restarting = true;
    for (let pause = RESTART_PAUSE; !signal.aborted;) {
      try {
        const took = this.negotiated !== null && (await restartIce(connection, this.negotiated.location, signal));
        if (signal.aborted) return;
        this.restarting = false;
        if (this.state.state !== 'healing') return;
        if (!took) return this.lost('network');
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.lost('network'), RESTART_LIMIT);
        return;
      } catch (error) {
        await new Promise((next) => setTimeout(next, spread(pause)));
        // `fetch` throws that where there was no answer.
        if (!(error instanceof TypeError)) pause = Math.min(LONGEST_PAUSE, 2 * pause);
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
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(this.attempt, 6));
    this.timer = setTimeout(() => void this.connect(), spread(pause));
  }
}

/** A quarter more or less, so that many pages do not ask at once. */
const spread = (pause: number) => pause * (0.75 + Math.random() / 2);
