/** Milliseconds to wait before attempt `attempt` (1, 2, …): doubling from one second to fifteen, spread by a fifth so
 * that a county's screens do not all come back in the same instant. `random` is in 0…1. */
export function backoff(attempt: number, random: number): number {
  const base = Math.min(15_000, 1000 * 2 ** Math.min(attempt - 1, 10));
  return Math.round(base * (0.8 + 0.4 * random));
}

/** Failed attempts after which the screen says 离线 instead of 正在重连. It keeps trying all the same. */
export const OFFLINE_AFTER = 4;
