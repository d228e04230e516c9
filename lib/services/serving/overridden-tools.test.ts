import { describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { ServerSettings } from '#lib/contracts/server-settings.ts';
import { compileWorkflow } from '#lib/runner/compile-workflow.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { overriddenTools, servedTools } from './overridden-tools.ts';

function toolsOf(schemas: Record<string, JsonSchema>): readonly CompiledTool[] {
  const nodes = Object.entries(schemas).map(([key, inputSchema]) => ({
    id: key,
    key,
    type: 'trigger.tool',
    config: { name: key, description: `The tool ${key}`, inputSchema },
  }));
  const compiled = compileWorkflow(workflowDefinitionSchema.parse({ schemaVersion: 1, nodes, edges: [] }), nodeCatalog);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.workflow.tools;
}

const search: JsonSchema = {
  type: 'object',
  properties: {
    query: { type: 'string', minLength: 2 },
    limit: { type: 'integer', maximum: 50 },
    tenant: { type: 'string' },
    sort: { type: 'string', default: 'new' },
  },
  required: ['query', 'tenant'],
};

const one = (tools: ServerSettings['tools'], schema: JsonSchema = search): CompiledTool =>
  servedTools(toolsOf({ search: schema }), tools)[0]!;
const codes = (tools: ServerSettings['tools'], schema: JsonSchema = search): string[] =>
  overriddenTools(toolsOf({ search: schema }), tools).faults.map(({ path, code }) => `${path} ${code}`);

describe('a tool at its server', () => {
  it('is the workflow’s own where nothing is set', () => {
    const tools = toolsOf({ search });
    expect(servedTools(tools, undefined)).toBe(tools);
    expect(servedTools(tools, {})).toEqual(tools);
  });

  it('has another name and other texts, or is not there at all', () => {
    expect(one({ search: { name: 'find', title: 'Find', description: 'Finds' } })).toMatchObject({
      key: 'search',
      name: 'find',
      title: 'Find',
      description: 'Finds',
    });
    expect(servedTools(toolsOf({ search }), { search: { hidden: true } })).toEqual([]);
  });

  it('shows what is renamed, described, hidden and fixed in its schema, in the same order', () => {
    const { inputSchema } = one({
      search: {
        parameters: {
          query: { name: 'text', description: 'What to look for' },
          tenant: { preset: { value: 'acme' } },
          sort: { hidden: true },
        },
      },
    });
    expect(JSON.stringify(inputSchema)).toBe(
      JSON.stringify({
        type: 'object',
        properties: {
          text: { type: 'string', minLength: 2, description: 'What to look for' },
          limit: { type: 'integer', maximum: 50 },
        },
        required: ['text'],
      }),
    );
  });

  it('gives its workflow the names, the fixed values and the defaults that it knows', () => {
    const tool = one({
      search: {
        parameters: { query: { name: 'text' }, tenant: { preset: { value: 'acme' } }, sort: { hidden: true } },
      },
    });
    expect(tool.validateInput({ text: 'cats', limit: 3 })).toEqual({
      ok: true,
      value: { query: 'cats', limit: 3, tenant: 'acme', sort: 'new' },
    });
    const forced = tool.validateInput({ text: 'cats', tenant: 'other', sort: 'old', query: 'dogs' });
    expect(forced).toEqual({ ok: true, value: { query: 'cats', tenant: 'acme', sort: 'new' } });
  });

  it('says what is wrong in the caller’s words', () => {
    const tool = one({
      search: { parameters: { query: { name: 'text' }, tenant: { preset: { value: 'acme' } } } },
    });
    expect(tool.validateInput({ text: 'x' })).toMatchObject({ ok: false, errors: [{ path: '/text' }] });
    expect(tool.validateInput({})).toMatchObject({ ok: false, errors: [{ path: '/text' }] });
    expect(tool.validateInput('text').ok).toBe(false);
    const closed = one(
      { search: { parameters: { tenant: { preset: { value: 'acme' } } } } },
      { ...search, additionalProperties: false },
    );
    expect(closed.validateInput({ query: 'cats', tenant: 'other' })).toMatchObject({
      ok: false,
      errors: [{ path: '/tenant', message: 'There is no such field' }],
    });
  });

  it('names every setting that does not fit, and passes over what is gone', () => {
    expect(codes({ other: { hidden: true } })).toEqual(['/tools/other unknown_tool']);
    expect(codes({ search: { parameters: { gone: { name: 'x' } } } })).toEqual([
      '/tools/search/parameters/gone unknown_parameter',
    ]);
    expect(codes({ search: { parameters: { query: { name: 'limit' } } } })).toEqual([
      '/tools/search/parameters/query name_taken',
    ]);
    expect(codes({ search: { parameters: { query: { hidden: true } } } })).toEqual([
      '/tools/search/parameters/query does_not_fit',
    ]);
    expect(codes({ search: { parameters: { limit: { preset: { value: 'many' } } } } })).toEqual([
      '/tools/search/parameters/limit does_not_fit',
    ]);
    const naming = { ...search, dependentRequired: { limit: ['sort'] } };
    expect(codes({ search: { parameters: { limit: { name: 'most' } } } }, naming)).toEqual([
      '/tools/search/parameters/limit cannot_rename',
    ]);
  });

  it('swaps two names, and lets none clash', () => {
    const swapped = { query: { name: 'tenant' }, tenant: { name: 'query' } };
    expect(codes({ search: { parameters: swapped } })).toEqual([]);
    expect(one({ search: { parameters: swapped } }).validateInput({ tenant: 'cats', query: 'acme' })).toMatchObject({
      value: { query: 'cats', tenant: 'acme' },
    });
    const tools = toolsOf({ a: search, b: search, c: search });
    const chain = overriddenTools(tools, { a: { name: 'b' }, b: { name: 'c' } });
    expect(chain.faces.map(({ served }) => served?.name)).toEqual(['a', 'b', 'c']);
    expect(chain.faults.map(({ path }) => path)).toEqual(['/tools/b/name', '/tools/a/name']);
  });

  it('hides what it hid although the next version needs it: calls fail, and say whose fault it is', () => {
    const tool = one({ search: { parameters: { query: { hidden: true } } } });
    expect(Object.keys(tool.inputSchema['properties'] as object)).not.toContain('query');
    expect(tool.validateInput({ tenant: 'acme' })).toMatchObject({
      ok: false,
      errors: [{ code: 'server_settings', path: '' }],
    });
  });
});
