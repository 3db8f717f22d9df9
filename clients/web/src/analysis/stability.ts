// Pasquill's classes from what a duty officer knows: the hour and the wind. A suggestion; cloud is for the person.
import type { Stability } from '../link/types';

export const STABILITIES: readonly Stability[] = ['A', 'B', 'C', 'D', 'E', 'F'];

/** `hour` of Beijing time, wind in metres a second. */
export function suggested(hour: number, wind: number): Stability {
  const night = hour < 6 || hour >= 19;
  if (night) return wind < 3 ? 'F' : wind < 5 ? 'E' : 'D';
  return wind < 2 ? 'B' : wind < 5 ? 'C' : 'D';
}
