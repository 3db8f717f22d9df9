import type { IncidentState } from '../link/types';

/** 在办, as `IncidentState::open` of the protocol crate. */
export const OPEN_STATES: ReadonlySet<IncidentState> = new Set<IncidentState>([
  'reported', 'verifying', 'confirmed', 'assessing', 'responding', 'handling', 'aftermath',
]);

/** 归档后不再改 (INC-5): its page offers nothing that would be refused. */
export const isOpenToChange = (state: IncidentState): boolean => state !== 'archived';

/** The rail of the incident page, in order; 误报 and 重复并案 end it after 核实. */
export const RAIL: readonly IncidentState[] = [
  'reported', 'verifying', 'confirmed', 'assessing', 'responding', 'handling', 'ended', 'aftermath', 'reviewing', 'archived',
];
