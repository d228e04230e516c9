import { describe, expect, it } from 'vitest';
import { choiceOf, fieldsFromSchema, isPlainField, labelOf, lineTypeOf, optionsOf } from './schema-fields.ts';

const field = (property: object, name = 'it') => fieldsFromSchema({ properties: { [name]: property } })![0]!;

describe('a field of a schema', () => {
  it.each([
    [{ type: 'string' }, 'string', true],
    [{ type: 'string', 'x-multiline': true }, 'longText', true],
    [{ type: 'string', format: 'email' }, 'email', true],
    [{ type: 'string', format: 'toString' }, 'string', true],
    [{ type: 'string', format: 'date-time' }, 'string', true],
    [{ type: 'string', enum: ['a'], 'x-multiline': true }, 'choice', true],
    [{ type: 'array', items: { enum: ['a'] } }, 'choices', true],
    [{ type: 'array' }, 'array', true],
    [{ type: 'array', items: { type: 'integer' } }, 'array', true],
    [{ type: 'array', items: { type: 'object' } }, 'array', false],
    [{ type: 'array', items: { type: ['string', 'null'] } }, 'array', false],
    [{ type: 'object' }, 'object', false],
    [{ type: 'object', 'x-file': true }, 'file', false],
  ])('%j is asked for as %s', (property, choice, isPlain) => {
    expect([choiceOf(field(property)), isPlainField(field(property))]).toEqual([choice, isPlain]);
  });

  it('has the texts of its options, and no others', () => {
    expect(optionsOf(field({ type: 'string', enum: ['a', '', 1, null] }))).toEqual(['a']);
    expect(optionsOf(field({ type: 'integer', enum: [1, 2] }))).toBeNull();
    expect(lineTypeOf(field({ type: 'array', items: { type: 'number' } }))).toBe('number');
  });

  it('is called by its title, else by its name in words', () => {
    expect(labelOf(field({ type: 'string', title: 'Your e-mail' }))).toBe('Your e-mail');
    expect(labelOf(field({ type: 'string', title: ' ' }, 'firstName'))).toBe('First name');
    expect(labelOf(field({ type: 'string' }, 'order_id'))).toBe('Order id');
    expect(labelOf(field({ type: 'string' }, 'Größe (cm)'))).toBe('Größe (cm)');
  });
});
