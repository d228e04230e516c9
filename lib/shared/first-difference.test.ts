import { describe, expect, it } from 'vitest';
import { firstDifference } from './first-difference.ts';
import type { JsonValue } from './json.ts';

const at = (before: unknown, after: unknown) => firstDifference(before as JsonValue, after as JsonValue);

describe('the first difference of two values', () => {
  it('is none for what says the same, whatever the order of members', () => {
    expect(at({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toBeNull();
    expect(at(null, null)).toBeNull();
  });
  it('is named by a JSON Pointer', () => {
    expect(at({ a: [1, { 'b/c~': 2 }] }, { a: [1, { 'b/c~': 3 }] })).toEqual({
      path: '/a/1/b~1c~0',
      before: 2,
      after: 3,
    });
    expect(at(1, '1')).toEqual({ path: '', before: 1, after: '1' });
  });
  it('is what only one of them has', () => {
    expect(at({ a: 1 }, { a: 1, b: 2 })).toEqual({ path: '/b', before: undefined, after: 2 });
    expect(at([1, 2], [1])).toEqual({ path: '/1', before: 2, after: undefined });
    expect(at({ a: null }, {})).toEqual({ path: '/a', before: null, after: undefined });
  });
  it('takes a list for no object, and names of the language for names', () => {
    expect(at([], {})).toMatchObject({ path: '' });
    expect(at(JSON.parse('{"__proto__": 1, "toString": 2}'), {})).toMatchObject({ path: '/__proto__', before: 1 });
  });
});
