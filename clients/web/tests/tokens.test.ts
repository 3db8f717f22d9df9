// Recomputes the contrasts that tokens.css promises (WCAG 2.x relative luminance).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../src/shell/tokens.css', import.meta.url), 'utf8');

function tokens(theme: 'day' | 'night'): Record<string, string> {
  const block = new RegExp(`data-theme='${theme}'\\]\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]));
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** [foreground, background, at least in day, at least in night] */
const PROMISED: readonly [string, string, number, number][] = [
  ...(['bg', 's1', 's2', 's3'] as const).map((surface) => ['t1', surface, 11.7, 11.7] as [string, string, number, number]),
  ['t2', 's1', 7.9, 8.3], ['t3', 's1', 5.6, 5.5], ['t3', 's2', 4.5, 4.5], ['t2', 's3', 4.5, 4.5], ['input-edge', 's1', 3.2, 3.2],
  ['on-ac', 'ac', 6.2, 6.7], ['ac-text', 'ac-tint', 4.5, 4.5], ['ac-text', 's1', 4.5, 4.5], ['ac', 's1', 3, 3],
  ['ok', 's1', 5.2, 7.7], ['ok-text', 'ok-tint', 4.5, 4.5],
  ['on-i', 'i', 5.8, 4.6], ['on-ii', 'ii', 6, 6.8], ['on-iii', 'iii', 9.6, 9.9], ['iv-text', 'iv-tint', 6, 7], ['on-iv', 'iv', 4.5, 4.5],
  ['i-text', 's1', 6.2, 7.4], ['ii-text', 's1', 6.1, 7.4], ['iii-text', 's1', 6.2, 7.4], ['iv-text', 's1', 6.2, 7.4],
  ['i-text', 'i-tint', 4.5, 4.5], ['ii-text', 'ii-tint', 4.5, 4.5], ['t1', 'i-tint', 4.5, 4.5], ['t1', 'ac-tint', 4.5, 4.5],
  ...(['public-security', 'civil-air-defence', 'fire'] as const).map((unit) => [unit, 's1', 5.8, 7] as [string, string, number, number]),
  ...(['weather', 'water', 'work-safety'] as const).map((unit) => [unit, 's1', 5.1, 7.4] as [string, string, number, number]),
  ['t1', 'fresh', 4.5, 4.5], ['t3', 'fresh', 4.5, 4.5], ['drill-text', 'drill-a', 4.5, 4.5], ['drill-text', 'drill-b', 4.5, 4.5], ['on-ink', 'ink', 4.5, 4.5],
];

describe.each(['day', 'night'] as const)('%s', (theme) => {
  const colours = tokens(theme);
  test.each(PROMISED)('%s on %s', (foreground, background, day, night) => {
    const wanted = theme === 'day' ? day : night;
    expect(contrast(colours[foreground]!, colours[background]!)).toBeGreaterThanOrEqual(wanted);
  });
});

test('both themes name the same tokens', () => {
  expect(Object.keys(tokens('night')).sort()).toEqual(Object.keys(tokens('day')).sort());
});
