// The line of every site, as far as this page can measure it: what arrives in the slots that show it, and its own.
import type { Call } from '../call/call';
import type { Line } from './line';

/** By site. The largest picture of a site tells most. */
export function linesOf(call: Call | null, own: number | undefined): Map<number, Line> {
  const lines = new Map<number, Line>();
  if (!call) return lines;
  for (const slot of [...call.slots].reverse()) {
    const { source } = call.shown(slot);
    const report = call.slotReports.get(slot);
    if (source === null || !report || slot === 'presentation') continue;
    lines.set(source, { downKbps: report.kbps, lossPercent: report.lossPercent, jitterMs: report.jitterMs, rttMs: null, height: report.height });
  }
  // Nobody else here: nothing arrives, and nothing is wrong.
  if (own !== undefined && call.report) lines.set(own, { ...call.report, downKbps: call.report.downKbps || null });
  return lines;
}
