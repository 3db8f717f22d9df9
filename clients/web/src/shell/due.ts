/** How a deadline looks at `now`: `soon` in the last tenth or five minutes, whichever is longer. All milliseconds. */
export function dueState(since: number, at: number, now: number): { phase: 'calm' | 'soon' | 'late'; left: number } {
  const whole = Math.max(1, at - since);
  const rest = at - now;
  if (rest < 0) return { phase: 'late', left: 0 };
  const soon = Math.max(whole / 10, 5 * 60_000);
  return { phase: rest <= soon ? 'soon' : 'calm', left: Math.min(1, rest / whole) };
}
