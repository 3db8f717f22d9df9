// What the screens ask of the roster they hold: whose shift runs, whose are to come, who may change what.
import { useEntities, useMe } from '../link';
import type { DutyPerson, DutyShiftView, Me } from '../link/types';
import { useNow } from '../shell/marks';
import { ms } from '../shell/time';

export const runs = (shift: DutyShiftView, now: number) => ms(shift.start) <= now && now < ms(shift.end);
export const over = (shift: DutyShiftView, now: number) => ms(shift.end) <= now;
export const begun = (shift: DutyShiftView, now: number) => ms(shift.start) <= now;
export const names = (people: readonly DutyPerson[]) => people.map((person) => person.name).join('、');

/** Shifts of a unit, in order. */
export function useShifts(unit: string): DutyShiftView[] {
  const shifts = useEntities('duty_shift');
  return [...shifts.values()].filter((shift) => shift.unit === unit).sort((a, b) => a.start - b.start);
}

/** Who is on duty in the county's duty room now; undefined where nobody is on the roster. */
export function useOnDuty(): DutyShiftView | undefined {
  const shifts = useEntities('duty_shift');
  const now = useNow();
  return [...shifts.values()].find((shift) => shift.county && runs(shift, now));
}

/** My place in a shift. */
export function placeOf(shift: DutyShiftView, user: number): 'officer' | 'leader' | null {
  if (shift.officers.some((officer) => officer.user === user)) return 'officer';
  return shift.leader.user === user ? 'leader' : null;
}

/** Whose roster this account keeps; the node decides, this spares people forms. */
export function keeps(me: Me, unit: string): boolean {
  if (me.role === 'leader' || me.role === 'duty_officer') return true;
  return (me.role === 'department_officer' || me.role === 'township_officer') && me.unit === unit;
}

/** The unit of the county's duty room: that of the shifts marked so, else the centre. */
export function useCountyUnit(): string | undefined {
  const units = useEntities('unit');
  const ids = [...units.values()].filter((unit) => unit.kind === 'centre').map((unit) => unit.id).sort();
  return ids[0];
}

/** Units whose roster this account sees, its own first choice in front. */
export function useRosterUnits(): { id: string; name: string }[] {
  const me = useMe();
  const units = useEntities('unit');
  const county = useCountyUnit();
  const all = me.role === 'leader' || me.role === 'duty_officer';
  const seen = [...units.values()].filter((unit) => !unit.disabled && (all || unit.id === county || unit.id === me.unit));
  const rank = (id: string) => (id === county ? 0 : 1);
  return seen.sort((a, b) => rank(a.id) - rank(b.id) || a.id.localeCompare(b.id)).map(({ id, name }) => ({ id, name }));
}
