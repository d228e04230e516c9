import { describe, expect, it } from 'vitest';
import { entriesOf, previewOf } from './json-preview.ts';

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

describe('entriesOf', () => {
  it('opens lists and objects only, and keeps __proto__ as the key that it is', () => {
    expect(entriesOf(['a'])).toEqual([['0', 'a']]);
    expect(entriesOf('text')).toBeNull();
    expect(entriesOf(null)).toBeNull();
    expect(entriesOf(JSON.parse('{"__proto__": 1}'))).toEqual([['__proto__', 1]]);
  });
});
