// The picture kept on this computer: what the node showed this person last, so that a page loaded while cut off has
// something to show. It is written beside the live copy, never read while connected, and is nobody's truth: the node's
// answer replaces it. Logging out forgets it.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { applySnapshot, type Copy, keyOf } from './store';
import type { EntityKey, EntityView, Me, ResumeToken } from './types';

/** When the picture was last true, and what is needed to go on from it. */
export interface Moment {
  me: Me;
  resume: ResumeToken;
  version: string;
  /** Of the node's clock over this computer's, milliseconds. */
  offset: number;
  /** When the node was last heard, milliseconds of this computer. */
  heard: number;
}

export interface KeptPicture { moment: Moment; copy: Copy }

interface Schema extends DBSchema {
  views: { key: string; value: EntityView };
  moments: { key: string; value: Moment };
}

/** More than this is not kept: a page that shows a part would lie about the rest. */
export const MOST_VIEWS = 20_000;
/** As long as a session lasts unused: an older picture is opened to nobody. */
export const OLDEST_MS = 12 * 3_600_000;
const GATHER_MS = 400;

const nameOf = (key: EntityKey) => `${key.kind}/${key.id}`;
const countOf = (copy: Copy) => Object.values(copy).reduce<number>((sum, each) => sum + (typeof each === 'number' ? 0 : each.size), 0);

export class PictureDisk {
  private whole: Copy | null = null;
  private puts = new Map<string, EntityView>();
  private gone = new Set<string>();
  private moment: Moment | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private busy: Promise<void> = Promise.resolve();
  /** Of the pages open in this browser one writes. */
  private leads = false;
  private tooMuch = false;

  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = 'fengsui-picture'): Promise<PictureDisk> {
    return new PictureDisk(await openDB<Schema>(name, 1, {
      upgrade(db) {
        db.createObjectStore('views');
        db.createObjectStore('moments');
      },
    }));
  }

  /** What was kept, unless it is too old at `now`. */
  async load(now: number): Promise<KeptPicture | null> {
    const moment = await this.db.get('moments', 'last');
    if (!moment) return null;
    if (now - moment.heard > OLDEST_MS) {
      await this.forget();
      return null;
    }
    return { moment, copy: applySnapshot(moment.resume.seq, await this.db.getAll('views')) };
  }

  /** From now on this page writes, beginning with all it has. */
  lead(moment: Moment | null, copy: Copy): void {
    this.leads = true;
    if (moment) this.replace(moment, copy);
  }

  replace(moment: Moment, copy: Copy): void {
    this.puts.clear();
    this.gone.clear();
    this.tooMuch = countOf(copy) > MOST_VIEWS;
    if (this.tooMuch) return void this.forget();
    this.whole = copy;
    this.later(moment);
  }

  change(moment: Moment, upsert: readonly EntityView[], remove: readonly EntityKey[]): void {
    for (const entity of upsert) {
      const name = nameOf(keyOf(entity));
      this.gone.delete(name);
      this.puts.set(name, entity);
    }
    for (const key of remove) {
      this.puts.delete(nameOf(key));
      this.gone.add(nameOf(key));
    }
    this.later(moment);
  }

  /** Nothing changed, but the node was heard. */
  heard(moment: Moment): void {
    this.later(moment);
  }

  /** Everything this person could see is wiped. */
  forget(): Promise<void> {
    [this.whole, this.moment] = [null, null];
    this.puts.clear();
    this.gone.clear();
    this.busy = this.busy.then(async () => {
      const wipe = this.db.transaction(['views', 'moments'], 'readwrite');
      await Promise.all([wipe.objectStore('views').clear(), wipe.objectStore('moments').clear(), wipe.done]);
    }, () => undefined);
    return this.busy;
  }

  /** Resolves when all that was given is on disk. */
  async settled(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.flush();
    await this.busy;
  }

  private later(moment: Moment): void {
    if (!this.leads || this.tooMuch) return;
    this.moment = moment;
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    this.timer = null;
    const { moment, whole, puts, gone } = this;
    if (!moment) return;
    [this.moment, this.whole, this.puts, this.gone] = [null, null, new Map(), new Set()];
    // Views and moment in one transaction: the disk never holds a position whose views it lacks.
    this.busy = this.busy.then(() => this.write(moment, whole, puts, gone)).catch(() => undefined);
  }

  private async write(moment: Moment, whole: Copy | null, puts: Map<string, EntityView>, gone: Set<string>): Promise<void> {
    const transaction = this.db.transaction(['views', 'moments'], 'readwrite');
    const views = transaction.objectStore('views');
    if (whole) {
      void views.clear();
      for (const [kind, map] of Object.entries(whole)) {
        if (typeof map === 'number') continue;
        for (const [id, view] of map as ReadonlyMap<string | number, unknown>) void views.put({ kind, view } as EntityView, `${kind}/${id}`);
      }
    }
    for (const [name, entity] of puts) void views.put(entity, name);
    for (const name of gone) void views.delete(name);
    void transaction.objectStore('moments').put(moment, 'last');
    await transaction.done;
  }
}
