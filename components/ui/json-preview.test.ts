import { describe, expect, it } from 'vitest';
import { beginningOf, childrenOf, countChildren, previewOf } from './json-preview.ts';

describe('previewOf', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [1.5, '1.5'],
    ['a"b', '"a\\"b"'],
    [[], '[0]'],
    [[1, 2, 3], '[3]'],
    [{}, '{}'],
    [{ id: 1, name: 'x' }, '{id, name}'],
  ])('shows %j as %s', (value, text) => {
    expect(previewOf(value)).toBe(text);
  });

  it('cuts a long list of keys', () => {
    const text = previewOf(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`field${index}`, index])));
    expect(text.length).toBeLessThan(70);
    expect(text.endsWith(', …}')).toBe(true);
    expect(previewOf({ ['k'.repeat(100)]: 1 })).toBe('{…}');
  });
});

describe('children', () => {
  it('are those of lists and objects only, and __proto__ is the key that it is', () => {
    expect(childrenOf(['a'], 9)).toEqual([['0', 'a']]);
    expect(countChildren('text')).toBeNull();
    expect(countChildren(null)).toBeNull();
    expect(countChildren(undefined)).toBeNull();
    const odd: unknown = JSON.parse('{"__proto__": 1}');
    expect(childrenOf(odd, 9)).toEqual([['__proto__', 1]]);
    expect(countChildren(odd)).toBe(1);
  });

  it('come as many as are wanted', () => {
    const list = Array.from({ length: 1_000 }, (_, index) => index);
    expect(childrenOf(list, 2)).toEqual([
      ['0', 0],
      ['1', 1],
    ]);
    expect(childrenOf({ a: 1, b: 2, c: 3 }, 2)).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(countChildren(list)).toBe(1_000);
  });
});

describe('beginningOf', () => {
  it('cuts between letters, also those of two parts', () => {
    expect(beginningOf('abc', 3)).toBe('abc');
    expect(beginningOf('abc', 2)).toBe('ab');
    expect(beginningOf('a\u{1f600}b', 2)).toBe('a');
    expect(beginningOf('a\u{1f600}b', 3)).toBe('a\u{1f600}');
  });
});
