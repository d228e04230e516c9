import { describe, expect, it, vi } from 'vitest';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';

const start = { type: 'trigger.manual' };
const one = (type: string, config: Record<string, unknown>): WorkflowDefinition =>
  chain({ start, it: { type, config } });
const looping = (items: unknown): WorkflowDefinition =>
  workflowDefinitionSchema.parse({
    schemaVersion: 1,
    nodes: [
      { ...start, id: 'start', key: 'start' },
      { id: 'it', key: 'it', type: 'logic.forEach', config: { items } },
      { id: 'body', key: 'body', type: 'data.set', config: { value: 1 }, parentId: 'it' },
    ],
    edges: [{ id: 'e', source: { node: 'start', port: 'out' }, target: { node: 'it', port: 'in' } }],
  });

interface Case {
  what: string;
  definition: WorkflowDefinition;
  input?: JsonValue;
  error: { code: string; path?: string };
  message: RegExp;
}

const cases: Case[] = [
  {
    what: 'a loop over a text',
    definition: looping('{{ input.list }}'),
    input: { list: 'a, b' },
    error: { code: 'config_invalid', path: '/items' },
    message: /^Node "it" \(logic\.forEach\), field "items": .*list.*text/,
  },
  {
    what: 'a loop over an object',
    definition: looping('{{ input }}'),
    input: { a: 1 },
    error: { code: 'config_invalid', path: '/items' },
    message: /^Node "it" \(logic\.forEach\), field "items": .*list.*object/,
  },
  {
    what: 'a loop over what is not there',
    definition: looping('{{ input.list }}'),
    input: {},
    error: { code: 'config_invalid', path: '/items' },
    message: /^Node "it" \(logic\.forEach\), field "items": /,
  },
  {
    what: 'code that returns a function',
    definition: one('data.code', { code: 'return { rows: [1, () => 2] }' }),
    error: { code: 'not_json' },
    message: /^Node "it" \(data\.code\): .*rows.*1.*function/,
  },
  {
    what: 'code that returns what holds itself',
    definition: one('data.code', { code: 'const a = {}; a.self = a; return a' }),
    error: { code: 'not_json' },
    message: /^Node "it" \(data\.code\): .*self.*cycle/,
  },
  {
    what: 'an expression that gives a Map',
    definition: one('data.set', { value: { seen: '{{ new Map() }}' } }),
    error: { code: 'not_json', path: '/value/seen' },
    message: /^Node "it" \(data\.set\), field "value\/seen": .*Map/,
  },
  {
    what: 'a list where a text belongs',
    definition: one('http.request', { method: 'GET', url: '{{ input }}' }),
    input: [1, 2],
    error: { code: 'config_invalid', path: '/url' },
    message: /^Node "it" \(http\.request\), field "url": .*text.*list/,
  },
  {
    what: 'a wait until no moment',
    definition: one('logic.wait', { until: '{{ input }}' }),
    input: 'next week',
    error: { code: 'config_invalid', path: '/until' },
    message: /^Node "it" \(logic\.wait\), field "until": .*next week/,
  },
];

describe('bad input is a clear step error, and the run settles', () => {
  const world = useWorld({ worker: true, runtime: true });
  const ended = async (mode: 'sync' | 'async', { definition, input = null }: Case): Promise<Execution> => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode, input });
    return vi.waitFor(
      async () => {
        const now = await getExecution(world.deps, principal, { id: execution.id });
        expect(isEnded(now.status)).toBe(true);
        return now;
      },
      { timeout: 15_000 },
    );
  };

  describe.each(['sync', 'async'] as const)('%s', (mode) => {
    it.each(cases)('$what', async (one) => {
      const execution = await ended(mode, one);
      expect(execution).toMatchObject({ status: 'error', error: { ...one.error, nodeId: 'it', key: 'it' } });
      expect(execution.error!.message).toMatch(one.message);
      expect(execution.steps.map(({ status }) => status)).toEqual(['success', 'error']);
    });
  });
});
