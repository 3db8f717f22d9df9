// Severity suggested from casualties while the caller is still on the line. A suggestion: it sets nothing.
// Source: 国务院令第493号《生产安全事故报告和调查处理条例》 article 3; “以上” includes the number.
import type { Casualties, Severity } from '../link/types';

const STEPS: readonly { severity: Severity; dead: number; hurt: number }[] = [
  { severity: 'i', dead: 30, hurt: 100 },
  { severity: 'ii', dead: 10, hurt: 50 },
  { severity: 'iii', dead: 3, hurt: 10 },
];

/** The level, and the figure that decided it as signs that need no translation. */
export function suggestSeverity(casualties: Casualties): { severity: Severity; dead: string; hurt: string } {
  for (const step of STEPS) {
    if (casualties.dead >= step.dead) return { severity: step.severity, dead: `≥${step.dead}`, hurt: '' };
    if (casualties.seriously_hurt >= step.hurt) return { severity: step.severity, dead: '', hurt: `≥${step.hurt}` };
  }
  return { severity: 'iv', dead: '<3', hurt: '<10' };
}
