// The client's copy of what the node shows it: one map per kind of entity. It applies snapshots and deltas and knows no domain rule.
import type { EntityKey, EntityKind, EntityView, IdOf, ViewOf } from './types';

export type Copy = { [K in EntityKind]: ReadonlyMap<IdOf<K>, ViewOf<K>> } & { seq: number };

const KINDS: readonly EntityKind[] = [
  'incident', 'feed_record', 'phone_call', 'warning', 'station', 'conference', 'control', 'recording', 'unit', 'user', 'feed_source', 'order', 'unit_group', 'extranet_node', 'schedule', 'template', 'message', 'vote', 'plot', 'wall', 'wall_preset', 'report', 'instruction', 'issued_warning', 'gateway', 'duty_shift', 'duty_swap', 'duty_entry', 'handover', 'document', 'plan', 'resource', 'hazard', 'protection_target',
];

type Id = string | number;
type Loose = Record<EntityKind, ReadonlyMap<Id, unknown>> & { seq: number };

export function emptyCopy(): Copy {
  const copy = { seq: 0 } as Loose;
  for (const kind of KINDS) copy[kind] = new Map();
  return copy as Copy;
}

export function keyOf(entity: EntityView): EntityKey {
  return { kind: entity.kind, id: entity.view.id } as EntityKey;
}

/** The whole of what this class may see: replaces the copy. */
export function applySnapshot(seq: number, entities: readonly EntityView[]): Copy {
  const copy = emptyCopy() as Loose;
  for (const entity of entities) (copy[entity.kind] as Map<Id, unknown>)?.set(entity.view.id, entity.view);
  copy.seq = seq;
  return copy as Copy;
}

/** Kinds the delta does not touch keep their map object, so that screens showing them are not drawn again. */
export function applyDelta(copy: Copy, seq: number, upsert: readonly EntityView[], remove: readonly EntityKey[]): Copy {
  const next = { ...copy, seq } as Loose;
  const opened = new Map<EntityKind, Map<Id, unknown>>();
  const open = (kind: EntityKind) => {
    let map = opened.get(kind);
    if (!map) {
      map = new Map(next[kind]);
      opened.set(kind, map);
      next[kind] = map;
    }
    return map;
  };
  for (const entity of upsert) {
    if (KINDS.includes(entity.kind)) open(entity.kind).set(entity.view.id, entity.view);
  }
  for (const key of remove) {
    if (next[key.kind]?.has(key.id)) open(key.kind).delete(key.id);
  }
  return next as Copy;
}
