// The browser's own disk: what was typed and not yet answered (outbox), and what is half typed (drafts).
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Input, Refusal } from './types';

export interface OutboxEntry {
  /** Made here; the node lets the same id take effect once. */
  id: string;
  /** Whose input it is. Another account on the same computer never sends it. */
  user: number;
  /** Order of sending. */
  order: number;
  /** When it was made, milliseconds. */
  at: number;
  input: Input;
  refused?: Refusal;
}

export interface StoredDraft {
  id: string;
  user: number;
  savedAt: number;
  body: unknown;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry };
  drafts: { key: string; value: StoredDraft };
}

export type Disk = IDBPDatabase<Schema>;

export function openDisk(name = 'fengsui'): Promise<Disk> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: 'id' });
      db.createObjectStore('drafts', { keyPath: 'id' });
    },
  });
}
