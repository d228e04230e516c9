import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import { nodeTypeDescriptions } from './definitions.ts';

const types = nodeTypeDescriptions.map((one) => [one.type, one] as const);
const of = (type: string) => nodeTypeDescriptions.find((one) => one.type === type)!;

/** The schema at a path of field names; `[]` stands for the elements of a list. */
function schemaAt(type: string, path: string): JsonValue {
  let schema = of(type).configSchema as JsonValue;
  for (const part of path.split('.')) {
    if (!isJsonObject(schema)) throw new Error(`${type} has no ${path}`);
    schema = part === '[]' ? schema['items']! : (schema['properties'] as Record<string, JsonValue>)[part]!;
  }
  return schema;
}

describe('Every type says what semantics.md needs', () => {
  it.each(types)('%s is pure, read, idempotent or write', (_type, { effect }) => {
    expect(['pure', 'read', 'idempotent', 'write']).toContain(effect);
  });
  it.each(types.filter(([, { role }]) => role === 'trigger'))(
    '%s: a trigger has one way out and none in',
    (_t, one) => {
      expect(one.ports).toEqual({ in: false, out: [{ name: 'out' }], error: false });
    },
  );
  it.each(types.filter(([type]) => type.startsWith('data.') || type === 'human.approval'))(
    '%s has the error port',
    (_type, { ports }) => expect(ports.error).toBe(true),
  );
  it.each(types.filter(([type, { role }]) => role !== 'action' || type === 'human.approval'))(
    '%s: loops, merges, returns, triggers and approvals have no retry',
    (_type, { policy }) => expect(policy.retry).toBe(false),
  );
  it.each(['logic.if', 'logic.switch', 'human.approval', 'core.return', 'core.fail'])('%s has no port out', (type) => {
    expect(of(type).ports.out.map((port) => ('name' in port ? port.name : ''))).not.toContain('out');
  });
});

describe('Fields that are literal', () => {
  it.each(types.filter(([, { role }]) => role === 'trigger'))(
    '%s: the config of a trigger',
    (_type, { configSchema }) => {
      for (const [name, schema] of Object.entries((configSchema['properties'] ?? {}) as Record<string, object>))
        expect(schema, name).toMatchObject({ 'x-literal': true });
    },
  );
  it.each([
    ['data.code', 'code'],
    ['postgres.query', 'sql'],
    ['human.approval', 'schema'],
    ['logic.workflow', 'workflowId'],
    ['http.request', 'connectionId'],
    ['logic.switch', 'cases.[].name'],
  ])('%s: %s', (type, path) => {
    expect(schemaAt(type, path)).toMatchObject({ 'x-literal': true });
  });
  it.each(types)('%s: enumerations', (_type, { configSchema }) => {
    for (const [name, schema] of Object.entries((configSchema['properties'] ?? {}) as Record<string, object>))
      if ('enum' in schema) expect(schema, name).toMatchObject({ 'x-literal': true });
  });
});
