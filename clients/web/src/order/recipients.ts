// Units that an order would go to now, groups read as the node reads them at issue; only for counting and naming.
import { useEntities } from '../link';
import type { OrderRecipient, UnitKind } from '../link/types';

export const DEPARTMENTS: readonly UnitKind[] = ['public_security', 'civil_air_defence', 'fire', 'weather', 'water', 'work_safety'];

export function useRecipients(named: readonly OrderRecipient[]): string[] {
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled);
  const all = named.flatMap((recipient) => {
    if (recipient.kind === 'unit') return [recipient.id];
    return units.filter((unit) => (recipient.id === 'townships' ? unit.kind === 'township' : DEPARTMENTS.includes(unit.kind))).map((unit) => unit.id);
  });
  return [...new Set(all)];
}
