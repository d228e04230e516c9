import { expect, test } from 'vitest';
import { patternSize } from './pattern-size.ts';

test.each<[string, number, number]>([
  ['', 0, 0],
  ['^abc$', 5, 5],
  ['a{3}', 3, 3],
  ['a{2,}', 3, 3],
  ['a{,2}', 5, 5],
  ['(ab){10}', 40, 40],
  ['((a{10}){10}){10}', 1_000, 2_000],
  ['(a{1,1000})'.repeat(3), 3_000, 3_010],
  ['[a-z]{2,63}', 126, 126],
  ['[]a]{5}', 10, 10],
  ['[^]a]{5}', 10, 10],
  ['[\\]]{5}', 10, 10],
  ['\\p{L}{3}', 30, 30],
  ['\\pL\\p{', 20, 22],
  ['\\({4}', 4, 4],
  ['a{99999999999999999999999}', 1e20, 1e24],
  [')))(((', 0, 20],
  ['[', 2, 2],
  ['\\', 1, 1],
])('%j is about %i instructions', (pattern, least, most) => {
  expect(patternSize(pattern)).toBeGreaterThanOrEqual(least);
  expect(patternSize(pattern)).toBeLessThanOrEqual(most);
});
