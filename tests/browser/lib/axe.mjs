// Accessibility faults that axe-core calls serious or critical.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function noSeriousFaults(page, what) {
  await page.evaluate(SOURCE);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .map((each) => `${each.id} (${each.impact}): ${each.help}\n${each.nodes.slice(0, 6).map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 140)}`).join('\n')}`);
  });
  assert.deepEqual(found, [], `${what}:\n${found.join('\n')}`);
}
