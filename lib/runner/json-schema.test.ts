import { describe, expect, it } from 'vitest';
import { say } from '#lib/shared/say.ts';
import { compileJsonSchema, type JsonSchemaCheck } from './json-schema.ts';

function check(schema: Record<string, unknown>, value: unknown): JsonSchemaCheck {
  const compiled = compileJsonSchema(schema);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.schema.check(value);
}

describe('compileJsonSchema', () => {
  it('fills in defaults, and leaves the caller’s value alone', () => {
    const given = { a: 1 };
    const schema = {
      type: 'object',
      properties: { b: { default: 2 }, c: { type: 'object', default: {}, properties: { d: { default: [] } } } },
    };
    expect(check(schema, given)).toEqual({ ok: true, value: { a: 1, b: 2, c: { d: [] } } });
    expect(given).toEqual({ a: 1 });
  });
  it('names the missing, the surplus and the wrong place', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'integer' }, 'x/y': {} },
      required: ['x/y'],
      additionalProperties: false,
    };
    expect(check(schema, { a: 'no', b: 1 })).toEqual({
      ok: false,
      errors: [
        { path: '/x~1y', code: 'required', ...say('field_required') },
        { path: '/b', code: 'additionalProperties', ...say('field_unknown') },
        { path: '/a', code: 'type', message: 'must be integer', params: { reason: 'field_type', type: 'integer' } },
      ],
    });
  });
  it.each([
    [{ minimum: 5 }, 4, 'must be at least 5'],
    [{ maximum: 5 }, 6, 'must be at most 5'],
    [{ exclusiveMinimum: 0 }, 0, 'must be greater than 0'],
    [{ exclusiveMaximum: 0 }, 0, 'must be less than 0'],
  ])('says %j in words', (schema, value, message) => {
    expect(check(schema, value)).toMatchObject({ ok: false, errors: [{ message }] });
  });
  it('patterns run in linear time', () => {
    const started = performance.now();
    expect(check({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}!`).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(check({ type: 'string', pattern: '^\\d{3}-\\p{L}+$' }, '123-äb').ok).toBe(true);
    expect(check({ type: 'object', patternProperties: { '^x-': { type: 'number' } } }, { 'x-a': 'no' }).ok).toBe(false);
  });
  it('each pattern is its own', () => {
    const schema = { type: 'object', properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } };
    expect(check(schema, { a: 'a', b: 'b' }).ok).toBe(true);
    expect(check(schema, { a: 'b', b: 'b' }).ok).toBe(false);
    expect(check(schema, { a: 'a', b: 'a' }).ok).toBe(false);
  });
  it('look-around and back-references are refused, with words', () => {
    expect(compileJsonSchema({ type: 'string', pattern: '(a)\\1' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('RE2'),
    });
  });
  it('uniqueItems compares by value, in linear time', () => {
    const schema = { type: 'array', uniqueItems: true };
    expect(
      check(schema, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]).ok,
    ).toBe(false);
    expect(check(schema, [1, '1', [1], { a: 1 }]).ok).toBe(true);
    expect(
      check(
        schema,
        Array.from({ length: 100_000 }, (_, n) => ({ n })),
      ).ok,
    ).toBe(true);
  });
  it('no remote $ref, no $data', () => {
    expect(compileJsonSchema({ $ref: 'https://evil.test/schema.json' }).ok).toBe(false);
    expect(check({ type: 'object', properties: { a: { const: { $data: '1/b' } }, b: {} } }, { a: 1, b: 1 }).ok).toBe(
      false,
    );
  });
  it('two schemas with one $id do not meet', () => {
    expect(check({ $id: 'https://x.test/s', type: 'string' }, 'a').ok).toBe(true);
    expect(check({ $id: 'https://x.test/s', type: 'number' }, 1).ok).toBe(true);
  });
  it('__proto__ in a value is data', () => {
    const value: unknown = JSON.parse('{"__proto__": {"admin": true}}');
    expect(check({ type: 'object', properties: { admin: { default: false } } }, value)).toMatchObject({ ok: true });
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
  it.each([
    ['date-time', '2026-11-20T09:00:00Z', '2026-13-20T09:00:00Z'],
    ['date', '2024-02-29', '2023-02-29'],
    ['time', '23:59:59+09:00', '24:00:00Z'],
    ['email', 'a@b.test', 'a b@c'],
    ['uri', 'https://x.test/a', '/relative'],
    ['uuid', '0190aaaa-0000-7000-8000-000000000000', 'x'],
    ['ipv4', '1.2.3.4', '1.2.3.256'],
    ['ipv6', '::1', '1.2.3.4'],
    ['hostname', 'a-b.test', '-a.test'],
  ])('format %s takes %j and not %j', (format, good, bad) => {
    expect(check({ type: 'string', format }, good).ok).toBe(true);
    expect(check({ type: 'string', format }, bad).ok).toBe(false);
  });
});
