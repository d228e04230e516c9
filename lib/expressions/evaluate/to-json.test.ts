import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError } from './expression-error.ts';
import { evaluate, errorOf } from './testing/evaluate.ts';
import { isTruthy, toJson } from './to-json.ts';

function refused(value: unknown): ExpressionError {
  try {
    toJson(value);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('The value left.');
}

describe('Leaving an expression', () => {
  it('`undefined` is dropped from objects and `null` elsewhere, Date is ISO text', () => {
    expect(toJson({ a: undefined, b: [undefined], c: new Date(0) })).toEqual({
      b: [null],
      c: '1970-01-01T00:00:00.000Z',
    });
    expect(Object.keys(toJson({ a: undefined }) as object)).toEqual([]);
    expect(toJson(undefined)).toBeNull();
    expect(toJson(Object.assign(Array(2), { 1: 1 }))).toEqual([null, 1]);
  });

  class Point {
    x = 1;
  }
  const cycle: unknown[] = [];
  cycle.push({ again: cycle });

  it.each<[string, unknown, string]>([
    ['NaN', { a: [Number.NaN] }, 'The value at a[0] is NaN'],
    ['Infinity', { 'b c': -Infinity }, 'The value at ["b c"] is -Infinity'],
    ['BigInt', 1n, 'The value is a bigint'],
    ['function', [() => 1], 'The value at [0] is a function'],
    ['symbol', Symbol('x'), 'The value is a symbol'],
    ['Set', { a: { b: new Set() } }, 'The value at a.b is a Set'],
    ['Map', new Map(), 'The value is a Map'],
    ['class instance', [1, new Point()], 'The value at [1] is an instance of Point'],
    ['cycle', cycle, 'The value at [0].again is part of itself'],
    ['invalid date', [new Date(Number.NaN)], 'The value at [0] is an invalid date'],
  ])('%s: step error not_json, naming the place', (_name, value, message) => {
    expect(refused(value)).toMatchObject({ code: 'not_json', message: expect.stringContaining(message) });
  });

  it('functions of expressions do not leave either', () => {
    for (const source of ['x => x', 'Math.abs', '[String]', '"".trim', '({ a: Object })', 'Math', 'JSON', '/a/']) {
      expect(errorOf(source).code, source).toBe('not_json');
    }
    expect(() => evaluate('a {{ x => x }}')).toThrow(ExpressionError);
  });

  it('the same part twice is no cycle', () => {
    const part = { a: 1 };
    expect(toJson([part, part])).toEqual([part, part]);
  });

  it('lone surrogates become U+FFFD, in keys too; U+0000 is allowed', () => {
    expect(toJson({ '\ud800': 'a\udc00b', ok: '😀\u0000' })).toEqual({ '\ufffd': 'a\ufffdb', ok: '😀\u0000' });
  });

  it('`__proto__` is an ordinary key', () => {
    const value = JSON.parse('{"__proto__": {"a": null}, "b": 1}') as object;
    expect(JSON.stringify(toJson({ ...value, drop: undefined }))).toBe('{"__proto__":{"a":null},"b":1}');
  });

  it('keeps the order of keys', () => {
    expect(JSON.stringify(toJson({ b: 1, gone: undefined, a: new Date(0) }))).toBe(
      '{"b":1,"a":"1970-01-01T00:00:00.000Z"}',
    );
  });

  it('128 levels leave, 129 do not', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(toJson(nested(128))).toEqual(nested(128));
    expect(refused(nested(129)).code).toBe('limit_exceeded');
  });

  it('10 MiB of UTF-8 leave, a byte more does not', () => {
    const mib = 1024 * 1024;
    expect(toJson('x'.repeat(10 * mib - 2))).toHaveLength(10 * mib - 2);
    expect(refused('x'.repeat(10 * mib - 1)).code).toBe('limit_exceeded');
    expect(refused('é'.repeat(5 * mib)).code).toBe('limit_exceeded');
    expect(refused('\u0001'.repeat(2 * mib)).code).toBe('limit_exceeded');
    expect(toJson('😀'.repeat(2 * mib))).toHaveLength(4 * mib);
  });

  it('what shares parts 2^100 times over is stopped', () => {
    let value: unknown = 'x';
    for (let level = 0; level < 100; level++) value = [value, value];
    expect(refused(value).code).toBe('limit_exceeded');
  });

  it('data that is JSON already is not copied', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as unknown;
        expect(toJson(json)).toEqual(json);
        const plain = JSON.parse(JSON.stringify(json).toWellFormed()) as unknown;
        if (typeof plain === 'object' && plain !== null && !JSON.stringify(plain).includes('\\ud'))
          expect(toJson(plain)).toBe(plain);
      }),
    );
  });

  it('anything else either leaves as JSON or fails with a code', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withNullPrototype: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        try {
          const json = toJson(value);
          expect(toJson(JSON.parse(JSON.stringify(json)))).toEqual(JSON.parse(JSON.stringify(json)));
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
    );
  });
});

describe('A condition is true as in JavaScript, except that the text `false` (any case) is false', () => {
  it.each<[unknown, boolean]>([
    ['false', false],
    ['FALSE', false],
    ['', false],
    ['true', true],
    ['0', true],
    [' false', true],
    [0, false],
    [null, false],
    [undefined, false],
    [[], true],
    [Number.NaN, false],
  ])('%j is %s', (value, expected) => {
    expect(isTruthy(value)).toBe(expected);
  });
});
