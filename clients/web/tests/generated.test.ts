import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('src/generated/api.d.ts is what docs/openapi.json says (npm run generate)', () => {
  const fresh = execFileSync(process.execPath, ['scripts/generate.mjs', '--stdout'], { cwd: new URL('..', import.meta.url).pathname, encoding: 'utf8' });
  expect(readFileSync(new URL('../src/generated/api.d.ts', import.meta.url), 'utf8')).toBe(fresh);
}, 30_000);
