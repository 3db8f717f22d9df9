import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the lock file names no registry host', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, { resolved?: string; engines?: { node?: string } }> };
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});
