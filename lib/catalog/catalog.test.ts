import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { nodeTypeDescriptionSchema } from '#lib/contracts/node-type.ts';
import { checkLiteral } from '#lib/engine/check-literal.ts';
import { definitions, describeNodeType, nodeTypeDescriptions } from './definitions.ts';
import { nodeCatalog } from './executors.ts';
import { renderNodeDocs } from './render-node-docs.ts';

const folders = readdirSync(new URL('../nodes/', import.meta.url), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

describe('The catalogue', () => {
  it('holds every folder of lib/nodes, under its own name', () => {
    expect(Object.keys(definitions).toSorted()).toEqual(folders.map((folder) => folder.name).toSorted());
    for (const [type, definition] of Object.entries(definitions)) expect(definition.type).toBe(type);
  });
  it('is plain data that matches the contract', () => {
    for (const description of nodeTypeDescriptions) {
      expect(nodeTypeDescriptionSchema.parse(JSON.parse(JSON.stringify(description)))).toEqual(description);
    }
  });
  it('finds types by version, and nothing else', () => {
    expect(describeNodeType('data.set', 1)?.title).toBe('Set');
    expect([describeNodeType('data.set', 2), describeNodeType('nope', 1), describeNodeType('__proto__', 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(nodeCatalog.implementation('toString', 1)).toBeUndefined();
  });
  it.each(nodeTypeDescriptions.map((one) => [one.type, one] as const))('%s explains itself', (_type, node) => {
    expect(node.docs).toMatch(/```/);
    expect(node.docs.length).toBeGreaterThan(150);
    for (const text of [node.title, node.description, node.aiDescription]) expect(text.length).toBeGreaterThan(1);
    for (const schema of Object.values(node.configSchema['properties'] as Record<string, Record<string, unknown>>)) {
      expect(schema['title'], JSON.stringify(schema)).toBeTypeOf('string');
      expect(schema['x-control']).toBeTypeOf('string');
    }
  });
  it.each(nodeTypeDescriptions.map((one) => [one.type, one] as const))(
    '%s names what one can choose',
    (_type, node) => {
      for (const [name, schema] of Object.entries(node.configSchema['properties'] as Record<string, JsonSchema>)) {
        const values = schema['enum'] as string[] | undefined;
        // Words of the code need a label; GET and POST are what they are called.
        if (!values || values.every((value) => value === value.toUpperCase())) continue;
        expect(Object.keys((schema['x-options'] ?? {}) as object).toSorted(), name).toEqual(values.toSorted());
      }
    },
  );
  it.each(nodeTypeDescriptions.map((one) => [one.type, one] as const))(
    'the defaults of %s are config of the right form',
    (_type, node) => {
      const faults = checkLiteral(node.defaults, node.configSchema);
      // A fresh node may lack what only its builder knows, but nothing in it is wrong.
      expect(faults.filter((fault) => fault.kind !== 'missing')).toEqual([]);
    },
  );
  it('docs/nodes.md is up to date (node scripts/generate-node-docs.ts)', () => {
    expect(readFileSync(new URL('../../docs/nodes.md', import.meta.url), 'utf8')).toBe(renderNodeDocs());
  });
});
