import { describe, expect, it } from 'vitest';
import { hasTitle, referencesOf } from './test-map.ts';

describe('the check itself', () => {
  it('finds what a row names', () => {
    const row = '| What | `a/b.test.ts` “one”, “two, three”; `c.spec.ts` “four”; `d.test.ts` |';
    expect(referencesOf(row)).toEqual([
      { file: 'a/b.test.ts', titles: ['one', 'two, three'] },
      { file: 'c.spec.ts', titles: ['four'] },
      { file: 'd.test.ts', titles: [] },
    ]);
  });

  it('misses a title that is not there, or only in a comment', () => {
    expect(hasTitle(`test('it holds, really', () => {})`, 'it holds')).toBe(true);
    expect(hasTitle(String.raw`test('nobody\'s', () => {})`, "nobody's")).toBe(true);
    expect(hasTitle(`// it holds\ntest('other', () => {})`, 'it holds')).toBe(false);
  });
});
