import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { validateDefinition } from './validate.ts';

const node = (key: string, config: object, more: object = {}) => ({
  id: key,
  key,
  type: 'trigger.form',
  name: key,
  config: { title: 'A form', path: key, inputSchema: { type: 'object', properties: {} }, ...config },
  ...more,
});
const codes = (...nodes: object[]): string[] => {
  const definition = workflowDefinitionSchema.parse({ schemaVersion: 1, nodes, edges: [] });
  return validateDefinition(definition, describeNodeType)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
};
const asking = (properties: object) => ({ inputSchema: { type: 'object', properties } });

describe('forms', () => {
  it('ask for texts, numbers, yes or no, choices and plain lists', () => {
    const plain = {
      a: { type: 'string' },
      b: { type: 'integer' },
      c: { type: 'boolean' },
      d: { type: 'array' },
      e: { type: 'array', items: { type: 'number' } },
      f: { type: 'array', items: { enum: ['x'] } },
    };
    expect(codes(node('form', asking(plain)))).toEqual([]);
  });

  it.each([
    [{ a: { type: 'object' } }, 'form_field_unsupported'],
    [{ a: { type: 'object', 'x-file': true } }, 'form_field_unsupported'],
    [{ a: { type: 'array', items: { type: 'object' } } }, 'form_field_unsupported'],
    [{ a: { type: ['string', 'null'] } }, 'form_fields_unreadable'],
    [{ a: { $ref: '#/$defs/a' } }, 'form_fields_unreadable'],
  ])('cannot ask for %j', (properties, code) => {
    expect(codes(node('form', asking(properties)))).toEqual([code]);
  });

  it('say who a member was under a name of their own', () => {
    const fields = asking({ submittedBy: { type: 'string' } });
    expect(codes(node('form', { ...fields, access: 'members' }))).toEqual(['form_field_reserved']);
    expect(codes(node('form', fields))).toEqual([]);
  });

  it('have an address each; a disabled one has none', () => {
    expect(codes(node('a', { path: 'x' }), node('b', { path: 'x' }))).toEqual(['duplicate_form']);
    expect(codes(node('a', { path: 'x' }), node('b', { path: 'x' }, { disabled: true }))).toEqual([]);
  });

  it.each(['a b', '../x', 'a/b', '.x', 'ä', ''])('cannot have the path %j', (path) => {
    expect(codes(node('form', { path }))).toEqual([path === '' ? 'missing_config' : 'invalid_config']);
  });

  it('give later nodes typed fields', () => {
    const form = node('form', { ...asking({ stars: { type: 'array' } }), access: 'members' });
    const limit = (count: string) => ({
      id: 'l',
      key: 'l',
      type: 'data.limit',
      name: 'l',
      config: { items: '{{ [1] }}', count },
    });
    const edges = [{ id: 'e', source: { node: 'form', port: 'out' }, target: { node: 'l', port: 'in' } }];
    const warnings = (count: string) =>
      validateDefinition(
        workflowDefinitionSchema.parse({ schemaVersion: 1, nodes: [form, limit(count)], edges }),
        describeNodeType,
      ).map(({ code }) => code);
    expect(warnings('{{ input.stars }}')).toContain('type_mismatch');
    expect(warnings('{{ input.submittedBy }}')).toContain('type_mismatch');
    expect(warnings('{{ input.other }}')).not.toContain('type_mismatch');
  });
});
