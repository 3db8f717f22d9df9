// 链路: what a line does to a site, in words of effect. Pure; figures come from the browser's own counts (call/counts.ts).

/** One site's line as this page measures it, or as the site tells of itself. `null`: not known. */
export interface Line { downKbps: number | null; lossPercent: number | null; jitterMs: number | null; rttMs: number | null; height: number | null }

/** 4 is an easy line, 1 a bad one, 0 nothing arrives. */
export type Grade = 0 | 1 | 2 | 3 | 4;

export const POOR_LOSS = 2;
const BAD_LOSS = 10;
const POOR_RTT = 300;
const POOR_JITTER = 100;

/** Loss weighs most: it is what breaks a voice. */
export function grade(line: Line): Grade {
  const loss = line.lossPercent ?? 0;
  const rtt = line.rttMs ?? 0;
  const jitter = line.jitterMs ?? 0;
  if (line.downKbps === 0) return 0;
  if (loss >= BAD_LOSS || rtt > 800) return 1;
  if (loss >= POOR_LOSS || rtt > POOR_RTT || jitter > POOR_JITTER) return 2;
  if (loss >= 0.5 || rtt > 150 || jitter > 50) return 3;
  return 4;
}

/** What people notice: key of `hall.effect.*`. Opus with its own repair carries a voice through about a tenth lost. */
export function effect(line: Line): 'none' | 'broken' | 'lowered' | 'voice' | 'good' {
  const found = grade(line);
  if (found === 0) return 'none';
  if (found === 1) return 'broken';
  if (line.height === null) return 'voice';
  return found === 2 ? 'lowered' : 'good';
}

/** Sites with the worst lines first: loss, then delay, then jitter; a site without figures is left out. */
export function worst<T extends { line: Line | undefined }>(sites: readonly T[], most: number): T[] {
  const known = sites.filter((site) => site.line !== undefined);
  const weight = ({ line }: T) => (line!.lossPercent ?? 0) * 1_000 + (line!.rttMs ?? 0) + (line!.jitterMs ?? 0);
  return [...known].sort((a, b) => grade(a.line!) - grade(b.line!) || weight(b) - weight(a)).slice(0, most);
}
