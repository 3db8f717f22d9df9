// The live client: one websocket, Hello with a resume token, snapshot or delta into the copy, inputs out of the outbox.
// It reconnects by itself for as long as the page is open, and says at every moment what it is doing.
import { backoff, OFFLINE_AFTER } from './backoff';
import { ServerClock } from './clock';
import type { OutboxEntry } from './db';
import type { Outbox } from './outbox';
import type { KeptPicture, Moment, PictureDisk } from './picture';
import { applyDelta, applySnapshot, type Copy, emptyCopy } from './store';
import type {
  Bbox, ClientMessage, EntityKey, EntityView, Input, InputType, Me, Refusal, ResumeToken, ScreenView, ServerMessage, ServerMessageOf, SilentDesk,
} from './types';

export type Connection =
  | { state: 'idle' }
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'reconnecting' | 'offline'; since: number; attempt: number; retryAt: number | null };

/** An input that waited while cut off, and what became of it. */
export interface Delivered { id: string; input: Input; at: number; outcome: 'waiting' | 'accepted' | 'refused'; rule?: string; made?: EntityKey }

/** What happened while away. */
export interface Back { from: number; to: number; sent: number; received: number; changed: readonly EntityKey[]; delivered: readonly Delivered[] }

export type Outcome = { ok: true; seq: number; made?: EntityKey } | { ok: false; refusal: Refusal };

export interface LinkState {
  me: Me | null;
  connection: Connection;
  back: Back | null;
  copy: Copy;
  /** A snapshot has come: an empty list is now really empty. */
  loaded: boolean;
  silentDesks: readonly SilentDesk[];
  /** What this person's screen was told last, by conference. */
  screens: ReadonlyMap<number, ScreenView>;
  version: string | null;
  /** The node was replaced by another version since the page was loaded. */
  newVersion: boolean;
  goodbye: Refusal | null;
}

/** The part of a WebSocket this client uses. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface LiveEnvironment {
  open(): Socket;
  now(): number;
  random(): number;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  newId(): string;
  /** Asked after a failed attempt: does the node still know us? */
  session(): Promise<'known' | 'gone' | 'unreachable'>;
}

const PING_MS = 10_000;
const SILENCE_MS = 25_000;
/** An input about a running conference is worthless after this long without an answer. */
const MOMENTARY_MS = 30_000;

/** Inputs that make sense only now, as a warning issued an hour late does not. All others are kept on disk until answered. */
const MOMENTARY: ReadonlySet<InputType> = new Set<InputType>([
  'create_conference', 'invite_units', 'join_conference', 'decline_conference', 'leave_conference', 'set_own_stream', 'mute_site',
  'mute_all', 'broadcast', 'view_site', 'start_presentation', 'stop_presentation', 'grant_chair', 'request_chair', 'release_chair',
  'hang_up_site', 'ring_site', 'remove_site', 'end_conference', 'start_recording', 'stop_recording', 'free_discussion', 'roll_call',
  'dialogue', 'voice_switch', 'broadcast_mosaic', 'cancel_operation', 'request_floor', 'withdraw_floor', 'grant_floor', 'postpone_floor',
  'refuse_floor', 'release_floor', 'revoke_floor', 'pin_site', 'view_mosaic', 'rotation', 'save_mosaic', 'apply_mosaic', 'delete_mosaic',
  'approve_warning', 'issue_warning', 'cancel_warning', 'show_warning', 'acknowledge_warning', 'set_speaker', 'set_all_speakers', 'lock_presentation', 'set_chair_site', 'set_priority',
]);

const CUT_OFF: Refusal = {
  rule: 'LINK-1',
  message_zh: '连接断开，这一步只在连上时有效。连上后请再按一次。',
  message_en: 'Not connected. This step only makes sense while connected; press it again then.',
};

type Handler<T extends ServerMessage['type']> = (message: ServerMessageOf<T>) => void;
interface Waiting { resolve: (outcome: Outcome) => void; input: Input; at: number; kept: boolean }

export class LiveClient {
  readonly clock = new ServerClock();
  state: LinkState;
  private socket: Socket | null = null;
  private attempt = 0;
  private since: number | null = null;
  private token: ResumeToken | null = null;
  private retry: unknown = null;
  private pulse: unknown = null;
  private heard = 0;
  private wanted = false;
  private delivered: readonly Delivered[] = [];
  private viewport: Bbox | null = null;
  private desk: { on_duty: boolean; can_ring: boolean } | null = null;
  private waiting = new Map<string, Waiting>();
  private listeners = new Set<() => void>();
  private handlers = new Map<string, Set<(message: never) => void>>();

  /** `picture` is null where nothing may be kept. */
  constructor(private readonly environment: LiveEnvironment, readonly outbox: Outbox, private readonly picture: PictureDisk | null = null) {
    this.state = {
      me: null, connection: { state: 'idle' }, back: null, copy: emptyCopy(), loaded: false, silentDesks: [],
      screens: new Map(), version: null, newVersion: false, goodbye: null,
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hears messages that are no entity: voices, slot changes. */
  on<T extends ServerMessage['type']>(type: T, handler: Handler<T>): () => void {
    const set = this.handlers.get(type) ?? new Set();
    set.add(handler as (message: never) => void);
    this.handlers.set(type, set);
    return () => set.delete(handler as (message: never) => void);
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.attempt = 0;
    this.set({ connection: { state: 'connecting' }, goodbye: null });
    this.connect();
  }

  /** The node is out of reach and this computer kept a picture: show it, say since when it stands still, and go on trying. */
  restore({ moment, copy }: KeptPicture): void {
    this.wanted = true;
    this.token = moment.resume;
    this.since = moment.heard;
    this.attempt = OFFLINE_AFTER - 1;
    this.clock.restore(moment.offset);
    this.set({
      me: moment.me, copy, loaded: true, version: moment.version, goodbye: null,
      connection: { state: 'offline', since: moment.heard, attempt: OFFLINE_AFTER, retryAt: null },
    });
    this.connect();
  }

  /** This page writes what is kept. */
  lead(): void {
    this.picture?.lead(this.state.loaded ? this.moment() : null, this.state.copy);
  }

  /** Logged out: forget everything this account could see. */
  stop(goodbye: Refusal | null = null): void {
    this.wanted = false;
    this.environment.clearTimer(this.retry);
    this.dropSocket();
    this.token = null;
    this.since = null;
    this.delivered = [];
    this.failMomentary(Infinity);
    void this.picture?.forget();
    this.set({ me: null, connection: { state: 'idle' }, back: null, copy: emptyCopy(), loaded: false, silentDesks: [], goodbye });
  }

  /** 现在试 */
  tryNow(): void {
    if (!this.wanted || this.state.connection.state === 'live') return;
    this.environment.clearTimer(this.retry);
    this.dropSocket();
    this.connect();
  }

  putBackAway(): void {
    this.set({ back: null });
  }

  /** Sends an input and tells its outcome. Kept inputs are on disk first and may be answered much later. */
  async submit(input: Input): Promise<Outcome> {
    const user = this.state.me?.id;
    if (user === undefined) return { ok: false, refusal: CUT_OFF };
    const kept = !MOMENTARY.has(input.type);
    const live = this.state.connection.state === 'live';
    if (!kept && !live) return { ok: false, refusal: CUT_OFF };
    const id = this.environment.newId();
    const answer = new Promise<Outcome>((resolve) => {
      this.waiting.set(id, { resolve, input, at: this.environment.now(), kept });
    });
    if (kept) await this.outbox.add(id, user, input, this.environment.now());
    if (this.state.connection.state === 'live') this.send({ type: 'input', id, input });
    return answer;
  }

  /** Puts an input into the outbox and waits for nobody's answer: a refusal then stands on the page until it is seen. */
  async leave(input: Input): Promise<void> {
    const user = this.state.me?.id;
    if (user === undefined || MOMENTARY.has(input.type)) throw new Error('nobody to leave it for');
    const id = this.environment.newId();
    await this.outbox.add(id, user, input, this.environment.now());
    this.send({ type: 'input', id, input });
  }

  send(message: ClientMessage): boolean {
    if (!this.socket || this.state.connection.state !== 'live') return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  setViewport(bbox: Bbox): void {
    this.viewport = bbox;
    this.send({ type: 'viewport', bbox });
  }

  /** 值守: said again at every connect. */
  setDesk(on_duty: boolean, can_ring: boolean): void {
    this.desk = { on_duty, can_ring };
    this.send({ type: 'desk', on_duty, can_ring });
  }

  private connect(): void {
    const socket = this.environment.open();
    this.socket = socket;
    socket.onopen = () => {
      const resume = this.token ? { ...this.token, seq: this.state.copy.seq } : undefined;
      socket.send(JSON.stringify({ type: 'hello', resume, viewport: this.viewport ?? undefined } satisfies ClientMessage));
    };
    socket.onmessage = (event) => {
      if (socket !== this.socket || typeof event.data !== 'string') return;
      this.heard = this.environment.now();
      this.receive(JSON.parse(event.data) as ServerMessage);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
    this.heard = this.environment.now();
    this.startPulse();
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome': return this.welcomed(message);
      case 'snapshot': return this.snapshot(message);
      case 'delta': return this.delta(message);
      case 'accepted': return void this.settle(message.id, { ok: true, seq: message.seq, made: message.made ?? undefined });
      case 'refused': return void this.settle(message.id, { ok: false, refusal: message.refusal });
      case 'pong': return this.ponged(message);
      case 'desks': return this.set({ silentDesks: message.silent });
      case 'goodbye': return this.stop(message.refusal);
      case 'screen':
        this.set({ screens: new Map(this.state.screens).set(message.screen.conference, message.screen) });
        return this.emit(message);
      case 'screens_shown':
      case 'voices':
      case 'slot_changed':
      case 'layers_unused':
      case 'shared_map': return this.emit(message);
    }
  }

  private welcomed(message: ServerMessageOf<'welcome'>): void {
    const now = this.environment.now();
    this.clock.welcome(now, message.now / 1000);
    this.token = message.resume;
    this.attempt = 0;
    const newVersion = this.state.newVersion || (this.state.version !== null && this.state.version !== message.version);
    this.set({ me: message.me, connection: { state: 'live' }, version: this.state.version ?? message.version, newVersion });
    this.sendWaiting();
    if (this.desk) this.send({ type: 'desk', ...this.desk });
    this.ping();
  }

  private ponged(message: ServerMessageOf<'pong'>): void {
    this.clock.pong(message.sent / 1000, this.environment.now(), message.now / 1000);
    const moment = this.state.loaded ? this.moment() : null;
    if (moment) this.picture?.heard(moment);
  }

  /** Where the copy stands, for a page that is loaded while cut off. */
  private moment(): Moment | null {
    const { me, copy, version } = this.state;
    if (!me || !this.token || version === null) return null;
    return { me, resume: { ...this.token, seq: copy.seq }, version, offset: this.clock.offset, heard: this.since ?? this.heard };
  }

  private snapshot(message: ServerMessageOf<'snapshot'>): void {
    const before = this.state.copy;
    const copy = applySnapshot(message.seq, message.entities);
    const first = !this.state.loaded;
    const changed = first ? [] : changedSince(before, copy);
    this.set({ copy, loaded: true });
    this.returned(changed);
    const moment = this.moment();
    if (moment) this.picture?.replace(moment, copy);
  }

  /** What was asked for stands beside what is live until the next snapshot; what is live already is newer and stays. */
  keep(entities: readonly EntityView[]): void {
    const fresh = entities.filter((entity) => !(this.state.copy[entity.kind] as ReadonlyMap<unknown, unknown>).has(entity.view.id));
    this.set({ copy: applyDelta(this.state.copy, this.state.copy.seq, fresh, []) });
  }

  private delta(message: ServerMessageOf<'delta'>): void {
    this.set({ copy: applyDelta(this.state.copy, message.seq, message.upsert, message.remove) });
    if (this.since !== null) {
      this.returned([...message.upsert.map((entity) => ({ kind: entity.kind, id: entity.view.id }) as EntityKey), ...message.remove]);
    }
    const moment = this.moment();
    if (moment) this.picture?.change(moment, message.upsert, message.remove);
    this.emit(message);
  }

  /** The first data after an absence: say what was sent and what came. */
  private returned(changed: readonly EntityKey[]): void {
    if (this.since === null) return;
    const back: Back = {
      from: this.since, to: this.environment.now(), sent: this.delivered.length, received: changed.length, changed, delivered: this.delivered,
    };
    this.since = null;
    this.set({ back });
  }

  private sendWaiting(): void {
    this.failMomentary(MOMENTARY_MS);
    const user = this.state.me?.id ?? -1;
    const entries = this.outbox.waiting(user);
    this.delivered = entries.map(({ id, input, at }: OutboxEntry) => ({ id, input, at, outcome: 'waiting' }));
    for (const entry of entries) this.send({ type: 'input', id: entry.id, input: entry.input });
    for (const [id, waiting] of this.waiting) if (!waiting.kept) this.send({ type: 'input', id, input: waiting.input });
  }

  private async settle(id: string, outcome: Outcome): Promise<void> {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (outcome.ok) await this.outbox.accepted(id);
    else await this.outbox.refused(id, outcome.refusal, waiting === undefined);
    waiting?.resolve(outcome);
    this.became(id, outcome);
  }

  /** An input that had waited was answered. */
  private became(id: string, outcome: Outcome): void {
    if (!this.delivered.some((each) => each.id === id)) return;
    const answer: Partial<Delivered> = outcome.ok ? { outcome: 'accepted', made: outcome.made } : { outcome: 'refused', rule: outcome.refusal.rule };
    this.delivered = this.delivered.map((each) => (each.id === id ? { ...each, ...answer } : each));
    if (this.state.back) this.set({ back: { ...this.state.back, delivered: this.delivered } });
  }

  private failMomentary(olderThan: number): void {
    const now = this.environment.now();
    for (const [id, waiting] of this.waiting) {
      if (waiting.kept || (olderThan !== Infinity && now - waiting.at < olderThan)) continue;
      this.waiting.delete(id);
      waiting.resolve({ ok: false, refusal: CUT_OFF });
    }
  }

  private lost(): void {
    this.dropSocket();
    if (!this.wanted) return;
    this.since ??= this.environment.now();
    this.attempt += 1;
    this.scheduleRetry();
    void this.environment.session().then((answer) => {
      if (answer === 'gone' && this.wanted) this.stop();
    });
  }

  private scheduleRetry(): void {
    const wait = backoff(this.attempt, this.environment.random());
    const state = this.attempt >= OFFLINE_AFTER ? 'offline' : 'reconnecting';
    this.set({ connection: { state, since: this.since ?? this.environment.now(), attempt: this.attempt, retryAt: this.environment.now() + wait } });
    this.retry = this.environment.setTimer(() => {
      const connection = this.state.connection;
      if (connection.state === 'reconnecting' || connection.state === 'offline') this.set({ connection: { ...connection, retryAt: null } });
      this.connect();
    }, wait);
  }

  private startPulse(): void {
    this.environment.clearTimer(this.pulse);
    this.pulse = this.environment.setTimer(() => {
      if (this.environment.now() - this.heard > SILENCE_MS) return this.lost();
      this.ping();
      this.startPulse();
    }, PING_MS);
  }

  private ping(): void {
    this.send({ type: 'ping', sent: Math.round(this.environment.now() * 1000) });
  }

  private dropSocket(): void {
    this.environment.clearTimer(this.pulse);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private emit(message: ServerMessage): void {
    for (const handler of this.handlers.get(message.type) ?? []) (handler as (message: ServerMessage) => void)(message);
  }

  private set(change: Partial<LinkState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Keys whose view differs between two copies. */
export function changedSince(before: Copy, after: Copy): EntityKey[] {
  const changed: EntityKey[] = [];
  for (const kind of Object.keys(after) as (keyof Copy)[]) {
    if (kind === 'seq') continue;
    const old = before[kind] as ReadonlyMap<string | number, { version?: number }>;
    const fresh = after[kind] as ReadonlyMap<string | number, { version?: number }>;
    for (const [id, view] of fresh) {
      if (old.get(id)?.version !== view.version) changed.push({ kind, id } as EntityKey);
    }
    for (const id of old.keys()) if (!fresh.has(id)) changed.push({ kind, id } as EntityKey);
  }
  return changed;
}
