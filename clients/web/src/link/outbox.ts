// Inputs wait here until the node has answered each exactly once. They are on disk before they are sent, so a reload,
// a crash of the browser or a day without network loses none and doubles none.
import type { Disk, OutboxEntry } from './db';
import type { Input, Refusal } from './types';

export interface OutboxCounts {
  waiting: number;
  refused: readonly OutboxEntry[];
}

export class Outbox {
  private entries = new Map<string, OutboxEntry>();
  private next = 0;
  private listeners = new Set<() => void>();

  /** `disk` is null where the browser denies storage: inputs then live as long as the page, and the page says so. */
  private constructor(private readonly disk: Disk | null) {}

  static async open(disk: Disk | null): Promise<Outbox> {
    const outbox = new Outbox(disk);
    for (const entry of (await disk?.getAll('outbox')) ?? []) outbox.entries.set(entry.id, entry);
    outbox.next = 1 + Math.max(0, ...[...outbox.entries.values()].map((entry) => entry.order));
    return outbox;
  }

  get onDisk(): boolean {
    return this.disk !== null;
  }

  async add(id: string, user: number, input: Input, at: number): Promise<OutboxEntry> {
    const entry: OutboxEntry = { id, user, order: this.next++, at, input };
    await this.disk?.put('outbox', entry);
    this.entries.set(id, entry);
    this.changed();
    return entry;
  }

  /** What this user still has to send, oldest first. */
  waiting(user: number): OutboxEntry[] {
    return [...this.entries.values()].filter((entry) => entry.user === user && !entry.refused).sort((a, b) => a.order - b.order);
  }

  counts(user: number | null): OutboxCounts {
    const mine = [...this.entries.values()].filter((entry) => entry.user === user);
    return { waiting: mine.filter((entry) => !entry.refused).length, refused: mine.filter((entry) => entry.refused) };
  }

  /** True the first time an answer comes for this id; a repeated answer changes nothing. */
  async accepted(id: string): Promise<boolean> {
    return this.drop(id);
  }

  /** A refused input stays, marked, when nobody was there to be told (`keep`); the user puts it away. */
  async refused(id: string, refusal: Refusal, keep: boolean): Promise<boolean> {
    const entry = this.entries.get(id);
    if (!entry || entry.refused) return false;
    if (!keep) return this.drop(id);
    const marked = { ...entry, refused: refusal };
    this.entries.set(id, marked);
    await this.disk?.put('outbox', marked);
    this.changed();
    return true;
  }

  async putAway(id: string): Promise<void> {
    await this.drop(id);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async drop(id: string): Promise<boolean> {
    if (!this.entries.delete(id)) return false;
    await this.disk?.delete('outbox', id);
    this.changed();
    return true;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
