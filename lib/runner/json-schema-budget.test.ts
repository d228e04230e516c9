import { describe, expect, it } from 'vitest';
import { compileJsonSchema, type CompiledJsonSchema } from './json-schema.ts';
import { withinBudget } from './json-schema-budget.ts';
import { costOf, maxSchemaWeight } from './schema-cost.ts';

function compiled(schema: Record<string, unknown>): CompiledJsonSchema {
  const result = compileJsonSchema(schema);
  if (!result.ok) throw new Error(result.message);
  return result.schema;
}
const ref = (name: string): { $ref: string } => ({ $ref: `#/$defs/${name}` });

/** Each definition names the next one twice: 2^n subschemas in n lines. */
const laughs = (count: number) => ({
  type: 'object',
  $defs: Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `d${at}`,
      at === count - 1 ? { type: 'object' } : { allOf: [ref(`d${at + 1}`), ref(`d${at + 1}`)] },
    ]),
  ),
  ...ref('d0'),
});

describe('schemas that explode are refused before they are compiled', () => {
  it.each<[string, Record<string, unknown>]>([
    ['references that double', laughs(60)],
    [
      'many fields',
      { type: 'object', properties: Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`p${at}`, {}])) },
    ],
    ['many values', { enum: Array.from({ length: 50_000 }, (_, at) => at) }],
    [
      'many patterns',
      { patternProperties: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`^p${at}`, {}])) },
    ],
  ])('%s', (_name, schema) => {
    expect(compileJsonSchema(schema)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/more than \d+ (parts|members)/),
    });
  });

  const named = (at: number) => ({ $ref: `http://x/d${at}` });
  const doubling = Array.from({ length: 15 }, (_, at) => ({
    $id: `http://x/d${at}`,
    anyOf: [named(at + 1), named(at + 1)],
  }));
  const anIn = { properties: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`p${at}`, {}])) };
  it.each<[string, Record<string, unknown>]>([
    ['a field that is called like a keyword', { properties: { enum: anIn } }],
    ['a field that is called $ref', { properties: { $ref: anIn } }],
    [
      'definitions that are only read',
      { $defs: { a: { not: { examples: Array.from({ length: 30_000 }, () => 1) } } } },
    ],
    [
      'required names',
      { allOf: Array.from({ length: 90 }, () => ({ required: Array.from({ length: 190 }, (_, at) => `r${at}`) })) },
    ],
    ['patterns that count', { allOf: Array.from({ length: 9 }, () => ({ pattern: '(a{1,1000})'.repeat(50) })) }],
    [
      'references by names of parts',
      {
        $defs: {
          a: {
            $id: 'http://x/a',
            properties: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`p${at}`, {}])),
          },
        },
        allOf: Array.from({ length: 300 }, () => ({ $ref: 'http://x/a' })),
      },
    ],
    ['references by names of parts that double', { $defs: { ...doubling }, items: named(0) }],
  ])('%s', (_name, schema) => {
    expect(compileJsonSchema(schema)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/more than \d+ (parts|members)/),
    });
  });

  it('usual ones are far below the limit', () => {
    const address = {
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
      required: ['city'],
    };
    const schema = { type: 'object', $defs: { address }, properties: { home: ref('address'), work: ref('address') } };
    expect(costOf(schema)).toMatchObject({ size: expect.any(Number), unknowable: false });
    expect(costOf(schema).weight).toBeLessThan(50);
    expect(costOf(laughs(6)).weight).toBeGreaterThan(64);
  });

  it('references by anchor and with escapes are followed, those that lead nowhere are not', () => {
    const big = { $anchor: 'big', anyOf: Array.from({ length: 100 }, () => ({})) };
    const twice = { $defs: { 'a/b %': big }, allOf: [{ $ref: '#big' }, { $ref: '#/$defs/a~1b%20%25' }] };
    expect(costOf(twice).weight).toBeGreaterThan(200);
    expect(costOf({ $ref: '#/nowhere' }).weight).toBeLessThan(5);
  });
});

/** Of the processor: other work on this machine does not count. */
const msOf = (work: () => unknown): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};
const many = (count: number, part: (at: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, at) => part(at));
const fields = (count: number, part: () => unknown) => ({
  properties: Object.fromEntries(many(count, (at) => [`p${at}`, part()]) as [string, unknown][]),
});

it('parts may have names, where they are few', () => {
  const schema = compiled({ $defs: { a: { $id: 'http://x/a', type: 'string' } }, items: { $ref: 'http://x/a' } });
  expect(schema.check(['x']).ok).toBe(true);
  expect(schema.check([1])).toMatchObject({ ok: false, errors: [{ path: '/0' }] });
});

describe('what is small enough compiles within a moment', () => {
  const shapes: Record<string, (count: number) => Record<string, unknown>> = {
    fields: (count) => fields(count, () => ({ type: 'string', maxLength: 9 })),
    alternatives: (count) => ({ oneOf: many(count, () => ({ type: 'object', minProperties: 1 })) }),
    searches: (count) => ({ allOf: many(count, () => ({ contains: { contains: {} } })) }),
    patterns: (count) => ({ allOf: many(count, (at) => ({ pattern: `^p${at}` })) }),
    'counted patterns': (count) => ({ allOf: many(count, () => ({ pattern: '(a{1,1000})' })) }),
    'classes of letters': (count) => ({ allOf: many(count, () => ({ pattern: '[\\p{L}\\p{N}]'.repeat(20) })) }),
    'names that are required': (count) => ({ allOf: many(count, () => ({ required: many(99, (at) => `r${at}`) })) }),
  };
  it.each(Object.entries(shapes))('%s, as many as may be', (_name, shape) => {
    let count = 1;
    while (costOf(shape(count * 1.25)).weight <= maxSchemaWeight) count = Math.ceil(count * 1.25);
    const schema = shape(count);
    compileJsonSchema({ type: 'object' });
    let result: unknown;
    const ms = msOf(() => (result = compileJsonSchema(schema)));
    expect(result).toMatchObject({ ok: true });
    // A tenth of a second here; four times as much where processors are slower.
    expect(ms).toBeLessThan(400);
  });
});

describe('a check ends, whatever schema and value a tenant found', () => {
  it('a value that meets a recursive schema in 2^100 ways', () => {
    const way = (own: string) => ({ properties: { x: ref('a'), [own]: false } });
    const schema = compiled({ type: 'object', $defs: { a: { anyOf: [way('y'), way('z')] } }, ...ref('a') });
    let value: object = { y: 1, z: 1 };
    for (let level = 0; level < 100; level += 1) value = { x: value };
    let result: unknown;
    const ms = msOf(() => (result = schema.check(value)));
    expect(result).toMatchObject({ ok: false, errors: [{ code: 'too_complex' }] });
    // Each try is given its time anew on a machine that is busy with others.
    expect(ms).toBeLessThan(1_000);
    expect(schema.check({ x: { x: {} } }).ok).toBe(true);
  });

  it('two definitions that are each other, with nothing in between: they do not compile', () => {
    const other = (name: string) => ({ allOf: [ref(name), { minProperties: 0 }] });
    const result = compileJsonSchema({ type: 'object', $defs: { a: other('b'), b: other('a') }, ...ref('a') });
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('nests too deep') });
  });

  it('more errors than memory holds: the first one is told', () => {
    const item = { anyOf: Array.from({ length: 200 }, (_, at) => ({ const: at })) };
    const schema = compiled({ type: 'object', properties: { list: { type: 'array', items: item } } });
    const before = process.memoryUsage().heapUsed;
    const result = schema.check({ list: Array.from({ length: 300_000 }, () => -1) });
    expect(result).toMatchObject({
      ok: false,
      errors: expect.arrayContaining([expect.objectContaining({ path: '/list/0' })]),
    });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    expect(schema.check({ list: Array.from({ length: 1_000 }, () => 3) })).toMatchObject({ ok: true });
  });

  it('a large value of a plain schema is checked as ever, with its defaults', () => {
    const schema = compiled({
      type: 'object',
      properties: { text: { type: 'string' }, n: { type: 'integer', default: 3 } },
    });
    const text = 'x'.repeat(4_000_000);
    expect(schema.check({ text })).toEqual({ ok: true, value: { text, n: 3 } });
    expect(schema.check({ text, n: 'x' })).toMatchObject({ ok: false, errors: [{ path: '/n', code: 'type' }] });
  });

  it('an error of the work is no verdict of the clock', () => {
    expect(() =>
      withinBudget(() => {
        throw new TypeError('mine');
      }, 100),
    ).toThrow('mine');
    expect(withinBudget(() => 3, 100)).toEqual({ done: 3 });
  });
});
