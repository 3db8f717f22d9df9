import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../src/shell/i18n/en';
import { zh } from '../src/shell/i18n/zh';

function keys(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([name, value]) => (typeof value === 'string' ? [prefix + name] : keys(value as object, `${prefix}${name}.`)));
}
function values(words: object): string[] {
  return Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : values(value as object)));
}
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test('Chinese and English have the same keys', () => {
  expect(keys(en)).toEqual(keys(zh));
});

test('every word is said in both languages, with figures both can fill', () => {
  const chinese = values(zh);
  values(en).forEach((text, index) => {
    expect(text.trim(), chinese[index]).not.toBe('');
    for (const hole of holes(text)) expect([...holes(chinese[index]!), 'count', 'year', 'month', 'day'], text).toContain(hole);
  });
});

const SOURCE = new URL('../src/', import.meta.url).pathname;
function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(full);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name)) yield full;
  }
}

test('every key that a screen names exists', () => {
  const known = new Set(keys(zh));
  const missing: string[] = [];
  for (const file of sources(SOURCE)) {
    for (const match of readFileSync(file, 'utf8').matchAll(/\bt\('([\w.]+)'/g)) {
      if (!known.has(match[1]!)) missing.push(`${path.relative(SOURCE, file)}: ${match[1]}`);
    }
  }
  expect(missing).toEqual([]);
});
