import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from './testing/evaluate.ts';

describe('Names', () => {
  it.each<[string, unknown]>([
    ['Math.max(1, 2)', 2],
    ['JSON.stringify([1])', '[1]'],
    ['Object.keys({ a: 1 })', ['a']],
    ['Array.isArray([])', true],
    ['Number("1")', 1],
    ['String(1)', '1'],
    ['Boolean("")', false],
    ['new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['[...new Set([1, 1])]', [1]],
    ['[...new Map([["a", 1]])]', [['a', 1]]],
    ['parseInt("2.5")', 2],
    ['parseFloat("2.5")', 2.5],
    ['isNaN(NaN)', true],
    ['isFinite(Infinity)', false],
    ['encodeURIComponent("/")', '%2F'],
    ['decodeURIComponent("%2F")', '/'],
    ['encodeURI("a b")', 'a%20b'],
    ['decodeURI("a%20b")', 'a b'],
    ['undefined ?? "nothing"', 'nothing'],
  ])('%s', (source, expected) => {
    expect(JSON.parse(JSON.stringify(valueOf(source)))).toEqual(expected);
  });

  it.each([
    'process',
    'globalThis',
    'window',
    'require',
    'module',
    'Function',
    'eval',
    'Reflect',
    'Proxy',
    'Promise',
    'Symbol',
    'BigInt',
    'WeakMap',
    'ArrayBuffer',
    'Intl',
    'RegExp',
    'Error',
    'fetch',
    'setTimeout',
    'console',
    'structuredClone',
    'atob',
    'escape',
    'arguments',
  ])('%s is none of them', (name) => {
    expect(errorOf(name).message).toContain(`"${name}"`);
  });
});
