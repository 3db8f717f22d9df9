import { expect, test } from 'vitest';
import { fitted } from './picture';

test('a picture is fitted and never grows', () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(300, 400)).toEqual({ width: 300, height: 400 });
  expect(fitted(9000, 1)).toEqual({ width: 1600, height: 1 });
});
