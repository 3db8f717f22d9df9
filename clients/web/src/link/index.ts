// What the screens use of the link. One live client per page.
import { useSyncExternalStore } from 'react';
import { api, Refused } from './api';
import { openDisk, type Disk } from './db';
import { LiveClient, type LinkState, type LiveEnvironment, type Outcome, type Socket } from './live';
import { Outbox } from './outbox';
import { PictureDisk } from './picture';
import type { EntityKind, EntityView, IdOf, Input, Me, ServerMessage, ServerMessageOf, ViewOf } from './types';

export * from './types';
export { api, Refused, Unreachable } from './api';
export type { Back, Connection, Delivered, Outcome } from './live';

const environment: LiveEnvironment = {
  open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`) as unknown as Socket,
  now: () => Date.now(),
  random: () => Math.random(),
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer as number | undefined),
  newId,
  session: () =>
    api.get<Me>('/api/me').then(
      () => 'known' as const,
      (error: unknown) => (error instanceof Refused && error.status === 401 ? ('gone' as const) : ('unreachable' as const)),
    ),
};

/** A UUID; `crypto.randomUUID` exists only in secure contexts, and a clicked-through certificate is one, plain HTTP on a LAN is not. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export let live: LiveClient;
export let disk: Disk | null = null;

/** Opens the browser's disk and makes the client; called once before anything is drawn. */
export async function installLink(): Promise<void> {
  disk = await openDisk().catch(() => null);
  // Where there are no locks there is no service worker either, so a page could not be loaded while cut off.
  picture = 'locks' in navigator ? await PictureDisk.open().catch(() => null) : null;
  live = new LiveClient(environment, await Outbox.open(disk), picture);
  addEventListener('online', () => live.tryNow());
  // One page of this browser keeps the picture; the next takes over when it is closed.
  if (picture) void navigator.locks.request('fengsui-picture', () => new Promise<void>(() => live.lead()));
}

let picture: PictureDisk | null = null;

/** Opens what this computer kept while the node is out of reach; false when there is nothing, or it is too old. */
export async function openKept(): Promise<boolean> {
  const kept = await picture?.load(Date.now()).catch(() => null);
  if (!kept) return false;
  live.restore(kept);
  return true;
}

/** The node knows no session here: nothing stays on this computer for the next person. */
export function forgetKept(): void {
  void picture?.forget();
}

/** A slice of the link's state; the selector must return something stable. */
export function useLink<T>(select: (state: LinkState) => T): T {
  return useSyncExternalStore(live.subscribe, () => select(live.state));
}

export function useEntities<K extends EntityKind>(kind: K): ReadonlyMap<IdOf<K>, ViewOf<K>> {
  return useLink((state) => state.copy[kind] as unknown as ReadonlyMap<IdOf<K>, ViewOf<K>>);
}

export function useEntity<K extends EntityKind>(kind: K, id: IdOf<K> | null | undefined): ViewOf<K> | undefined {
  return useLink((state) => {
    const map = state.copy[kind] as unknown as ReadonlyMap<IdOf<K>, ViewOf<K>>;
    return id === null || id === undefined ? undefined : map.get(id);
  });
}

export function useMe(): Me {
  const me = useLink((state) => state.me);
  if (!me) throw new Error('used outside a session');
  return me;
}

let countsKey = '';
let counts = { waiting: 0, refused: [] as ReturnType<Outbox['counts']>['refused'] };
/** How many inputs wait to be sent, and which were refused when nobody was looking. */
export function useOutbox(): { waiting: number; refused: ReturnType<Outbox['counts']>['refused']; onDisk: boolean } {
  const current = useSyncExternalStore(
    (listener) => live.outbox.subscribe(listener),
    () => {
      const fresh = live.outbox.counts(live.state.me?.id ?? null);
      const key = `${fresh.waiting}/${fresh.refused.map((entry) => entry.id).join()}`;
      if (key !== countsKey) [countsKey, counts] = [key, { waiting: fresh.waiting, refused: fresh.refused }];
      return counts;
    },
  );
  return { ...current, onDisk: live.outbox.onDisk };
}

/** Sends an input; resolves when the node has accepted or refused it, however long that takes. */
export function submit(input: Input): Promise<Outcome> {
  return live.submit(input);
}

/**
 * As `submit`, for forms that close: cut off, the input is on disk and the form is done with it (`null`); should it be
 * refused later, it stands at the top of the page until somebody has seen it.
 */
export async function submitOrLeave(input: Input): Promise<Outcome | null> {
  if (live.state.connection.state === 'live') return live.submit(input);
  await live.leave(input);
  return null;
}

/** Puts views that were asked for beside the live ones. */
export function keepAsked(entities: readonly EntityView[]): void {
  live.keep(entities);
}

/** Hears live messages that are no entity (`voices`, `slot_changed`). */
export function onMessage<T extends ServerMessage['type']>(type: T, handler: (message: ServerMessageOf<T>) => void): () => void {
  return live.on(type, handler);
}

/** The node's clock, milliseconds. */
export function serverNow(): number {
  return live.clock.now();
}
