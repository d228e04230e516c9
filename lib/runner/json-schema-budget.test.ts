import { describe, expect, it } from 'vitest';
import { compileJsonSchema, type CompiledJsonSchema } from './json-schema.ts';
import { costOf, withinBudget } from './json-schema-budget.ts';

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
    expect(compileJsonSchema(schema)).toMatchObject({ ok: false, message: expect.stringContaining('parts') });
  });

  it('usual ones are far below the limit', () => {
    const address = {
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
      required: ['city'],
    };
    const schema = { type: 'object', $defs: { address }, properties: { home: ref('address'), work: ref('address') } };
    expect(costOf(schema)).toEqual({ weight: expect.any(Number), unknowable: false });
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

describe('a check ends, whatever schema and value a tenant found', () => {
  it('a value that meets a recursive schema in 2^100 ways', () => {
    const way = (own: string) => ({ properties: { x: ref('a'), [own]: false } });
    const schema = compiled({ type: 'object', $defs: { a: { anyOf: [way('y'), way('z')] } }, ...ref('a') });
    let value: object = { y: 1, z: 1 };
    for (let level = 0; level < 100; level += 1) value = { x: value };
    expect(schema.check(value)).toMatchObject({ ok: false, errors: [{ code: 'too_complex' }] });
    expect(schema.check({ x: { x: {} } }).ok).toBe(true);
  });

  it('two definitions that are each other', () => {
    const other = (name: string) => ({ allOf: [ref(name), { minProperties: 0 }] });
    const schema = compiled({ type: 'object', $defs: { a: other('b'), b: other('a') }, ...ref('a') });
    expect(schema.check({})).toMatchObject({ ok: false, errors: [{ code: 'too_complex' }] });
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
    expect(schema.check({ list: Array.from({ length: 3_000 }, () => 3) })).toMatchObject({ ok: true });
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
      }),
    ).toThrow('mine');
    expect(withinBudget(() => 3)).toEqual({ done: 3 });
  });
});
