import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { cancelExecution } from './cancel-execution.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { listExecutions } from './list-executions.ts';

const manual = { type: 'trigger.manual' };
/** Of the run, not of what is tested: nothing here may end by itself. */
const settings = { timeoutMs: 600_000 };

/** A loop around a body, or a loop around that. */
function looping(items: string, body: { type: string; config: Record<string, unknown> }, depth = 1) {
  const loops = Array.from({ length: depth }, (_, at) => ({
    id: `loop${at}`,
    key: `loop${at}`,
    type: 'logic.forEach',
    config: { items, concurrency: 5 },
    ...(at > 0 && { parentId: `loop${at - 1}` }),
  }));
  return workflowDefinitionSchema.parse({
    schemaVersion: 1,
    settings,
    nodes: [
      { ...manual, id: 'start', key: 'start' },
      ...loops,
      { ...body, id: 'body', key: 'body', parentId: `loop${depth - 1}` },
    ],
    edges: [{ id: 'e', source: { node: 'start', port: 'out' }, target: { node: 'loop0', port: 'in' } }],
  });
}

describe('cancel reaches what a run is doing within a second', () => {
  const world = useWorld({ worker: true, runtime: true });
  /** Never answers; knows who still waits. */
  let silent: Server;
  let open = 0;
  const url = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  beforeAll(async () => {
    silent = createServer((_request, response) => {
      open += 1;
      response.on('close', () => (open -= 1));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  const get = () => ({ type: 'http.request', config: { method: 'GET', url: url() } });
  const code = (text: string) => ({ type: 'data.code', config: { code: text } });
  const wait = (ms: number) => ({ type: 'logic.wait', config: { ms } });
  const hundred = '{{ [...Array(100).keys()] }}';
  const call = (workflowId: string) => ({ type: 'logic.workflow', config: { workflowId, input: null } });
  const calling = (workflowId: string) => chain({ start: manual, call: call(workflowId) }, settings);
  const one = (node: { type: string; config: Record<string, unknown> }) => chain({ start: manual, node }, settings);

  const cases: [string, (principal: Principal) => WorkflowDefinition | Promise<WorkflowDefinition>][] = [
    ['an HTTP call', () => one(get())],
    ['code that computes for ever', () => one(code('while (true);'))],
    ['a pattern that looks for ever', () => one(code('return /^(a+)+$/.test("a".repeat(60) + "b")'))],
    ['a wait', () => one(wait(3_600_000))],
    ['a wait that is kept in memory', () => one(wait(4_500))],
    ['a loop with calls in flight, and many to come', () => looping(hundred, get())],
    ['a loop of code', () => looping(hundred, code('while (true);'))],
    ['a loop whose items wait', () => looping(hundred, wait(3_600_000))],
    ['loops in loops', () => looping('{{ [1, 2] }}', get(), 3)],
    [
      'a loop of pure steps that computes all the time',
      () =>
        looping(
          hundred,
          { type: 'data.set', config: { value: '{{ [...Array(2000).keys()].map(x => x * x).length }}' } },
          2,
        ),
    ],
    [
      'a workflow that it calls',
      async (principal) => calling(await world.newWorkflow(principal, one(get()), 'Callee')),
    ],
    [
      'code two calls deep',
      async (principal) => {
        const inner = await world.newWorkflow(principal, one(code('while (true);')), 'Inner');
        return calling(await world.newWorkflow(principal, calling(inner), 'Middle'));
      },
    ],
    [
      'a loop that calls a workflow that waits',
      async (principal) =>
        looping('{{ [1, 2, 3] }}', call(await world.newWorkflow(principal, one(wait(3_600_000)), 'Callee'))),
    ],
  ];

  /** From the wish to its end, ms: the caller's own way to and from the database is not what is measured. */
  const stoppedWithin = async (id: string): Promise<number> => {
    const text = `SELECT extract(epoch FROM finished_at - cancel_requested_at) * 1000 AS ms FROM execution WHERE id = $1`;
    return Number((await world.deps.db.pool.query<{ ms: string }>(text, [id])).rows[0]!.ms);
  };
  const notCanceled = async ({ workspaceId }: Principal): Promise<unknown[]> => {
    const text = `SELECT status, trigger FROM execution WHERE workspace_id = $1 AND status <> 'canceled'`;
    return (await world.deps.db.pool.query(text, [workspaceId])).rows;
  };

  describe.each(['sync', 'async'] as const)('%s', (mode) => {
    // The second is the product's, not that of a machine that stands still meanwhile: hence once more.
    it.each(cases)('%s', { retry: 2 }, async (_what, definition) => {
      const principal = await world.newWorkspace();
      const id = await world.newWorkflow(principal, await definition(principal));
      const answer = executeWorkflow(world.deps, principal, { id, mode, input: null });
      const running = await vi.waitFor(
        async () => {
          const { items } = await listExecutions(world.deps, principal, { limit: 1, workflowId: id });
          expect(items[0]?.status).toMatch(/^(running|waiting)$/);
          return items[0]!;
        },
        { timeout: 10_000 },
      );
      const canceled = await cancelExecution(world.deps, principal, { id: running.id });
      expect(canceled.status).toBe('canceled');
      expect(await stoppedWithin(running.id)).toBeLessThan(1_000);
      expect(canceled.steps.map(({ status }) => status)).not.toContain('running');
      await answer;
      // What it called was perhaps just leaving its process.
      await vi.waitFor(async () => expect(await notCanceled(principal)).toEqual([]), { timeout: 5_000 });
      await vi.waitFor(() => expect(open).toBe(0));
    });

    it('gives the places of the code back', { retry: 2 }, async () => {
      const principal = await world.newWorkspace();
      const busy = await world.newWorkflow(principal, looping(hundred, code('while (true);')));
      const quick = await world.newWorkflow(principal, one(code('return 1')));
      const answer = executeWorkflow(world.deps, principal, { id: busy, mode, input: null });
      const items = await vi.waitFor(async () => {
        const found = await listExecutions(world.deps, principal, { limit: 1, workflowId: busy, status: 'running' });
        expect(found.items).toHaveLength(1);
        return found.items;
      });
      await cancelExecution(world.deps, principal, { id: items[0]!.id });
      await answer;
      const { execution } = await executeWorkflow(world.deps, principal, { id: quick, mode: 'sync', input: null });
      expect(execution).toMatchObject({ status: 'success', output: 1 });
    });
  });
});
