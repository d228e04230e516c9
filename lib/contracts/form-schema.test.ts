import { describe, expect, it } from 'vitest';
import { formSchema } from './form-schema.ts';

const field = (property: object) =>
  formSchema({ type: 'object', properties: { it: property } } as never)?.properties['it'];

describe('the schema of a form that a client of MCP can show', () => {
  it('is that of an answer, as far as a client may be told it', () => {
    expect(
      formSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        additionalProperties: false,
        properties: {
          mail: { type: 'string', format: 'email', pattern: '@', 'x-multiline': true },
          age: { type: 'integer', minimum: 0 },
        },
        required: ['mail'],
      }),
    ).toEqual({
      type: 'object',
      properties: { mail: { type: 'string', format: 'email' }, age: { type: 'integer', minimum: 0 } },
      required: ['mail'],
    });
    expect(formSchema(null)).toEqual({ type: 'object', properties: {} });
  });

  it.each([
    [{ type: 'string', enum: ['a', 'b'], enumNames: ['A', 'B'], default: 'a' }],
    [{ type: 'string', oneOf: [{ const: 'a', title: 'A' }] }],
    [{ type: 'array', items: { type: 'string', enum: ['a'] }, minItems: 1 }],
    [{ type: 'array', items: { anyOf: [{ const: 'a', title: 'A' }] } }],
    [{ type: 'boolean', title: 'Sure?', default: false }],
  ])('keeps %o', (property) => expect(field(property)).toEqual(property));

  it.each([
    [{ type: 'object', properties: {} }],
    [{ type: 'array', items: { type: 'string' } }],
    [{ type: ['string', 'null'] }],
    [{ $ref: '#/$defs/x' }],
    [true],
  ])('is none for %o', (property) =>
    expect(formSchema({ type: 'object', properties: { it: property } } as never)).toBeNull(),
  );

  it('is none for what is no object, or needs a field that it does not name', () => {
    expect(formSchema({ type: 'string' })).toBeNull();
    expect(formSchema({ type: 'object', properties: {}, required: ['ghost'] })).toBeNull();
    expect(
      formSchema({ type: 'object', properties: { __proto__: null, ok: { type: 'string', format: 'ipv4' } } } as never),
    ).not.toBeNull();
  });
});
