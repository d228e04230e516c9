import { expect, test } from 'vitest';
import { chooseRange } from './byte-range.ts';

test.each([
  [null, null],
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=2-', { start: 2, end: 10 }],
  ['bytes=2-99', { start: 2, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=10-11', 'unsatisfiable'],
  ['bytes=5-2', null],
  ['bytes=0-1,4-5', null],
  ['bytes=-', null],
  ['items=0-1', null],
  ['bytes=1e3-', null],
  [`bytes=${'9'.repeat(40)}-`, null],
])('%s of ten bytes', (header, range) => expect(chooseRange(header, 10)).toEqual(range));

test('an empty file has no part', () => {
  expect(chooseRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(chooseRange('bytes=-1', 0)).toBe('unsatisfiable');
});
