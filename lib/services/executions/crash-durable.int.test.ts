import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';
import { listApprovals } from '#lib/services/approvals/list-approvals.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { listExecutions } from './list-executions.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Real processes, really killed, while runs wait, loop, and call others. */
describe('kill -9', () => {
  const world = useWorld();
  const children: ChildProcess[] = [];
  const hits: string[] = [];
  let held: ServerResponse[] = [];
  let holds: (url: string) => boolean = () => false;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits.push(request.url ?? '');
      if (holds(request.url ?? '')) return void held.push(response);
      response.setHeader('content-type', 'application/json').end('{"n":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    held.forEach((response) => response.destroy());
    held = [];
    hits.length = 0;
    holds = () => false;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const startWorker = async (): Promise<ChildProcess> => {
    const port = await findFreePort();
    const child = spawn(process.execPath, ['workers/worker.ts'], {
      cwd: ROOT,
      env: { ...process.env, ...world.environment, WORKER_PORT: String(port) },
      stdio: 'ignore',
    });
    children.push(child);
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), {
      timeout: 20_000,
      interval: 50,
    });
    return child;
  };
  const start = async (principal: Principal, definition: WorkflowDefinition): Promise<string> => {
    const id = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'async', input: { text: 'x' } });
    return execution.id;
  };
  const until = (principal: Principal, id: string, isSo: (execution: Execution) => boolean): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isSo(execution), `${execution.status} ${execution.error?.message}`).toBe(true);
        return execution;
      },
      { timeout: 40_000, interval: 100 },
    );
  const ended = (principal: Principal, id: string) => until(principal, id, ({ status }) => isEnded(status));

  it(
    'while a run waits harms nothing: another worker wakes it when its time has come',
    { timeout: 90_000 },
    async () => {
      const principal = await world.newWorkspace();
      const first = await startWorker();
      const id = await start(
        principal,
        chain({
          start: toolTrigger(),
          wait: { type: 'logic.wait', config: { ms: 8_000 } },
          end: { type: 'core.return', config: { value: 'done' } },
        }),
      );
      await until(principal, id, ({ status }) => status === 'waiting');
      await kill(first);
      await startWorker();
      expect(await ended(principal, id)).toMatchObject({ status: 'success', output: 'done' });
      const { rows } = await world.deps.db.pool.query('SELECT crashes FROM execution WHERE id = $1', [id]);
      expect(rows).toEqual([{ crashes: 0 }]);
    },
  );

  it('in a loop repeats no item that is finished', { timeout: 120_000 }, async () => {
    const principal = await world.newWorkspace();
    holds = (url) => url === '/item/3';
    const first = await startWorker();
    const id = await start(
      principal,
      workflowDefinitionSchema.parse({
        schemaVersion: 1,
        settings: { timeoutMs: 120_000 },
        nodes: [
          { id: 'start', key: 'start', ...toolTrigger() },
          { id: 'loop', key: 'loop', type: 'logic.forEach', config: { items: '{{ [0, 1, 2, 3, 4, 5] }}' } },
          {
            id: 'get',
            key: 'get',
            type: 'http.request',
            parentId: 'loop',
            config: { method: 'GET', url: `${origin}/item/{{ item }}` },
          },
          { id: 'end', key: 'end', type: 'core.return', config: { value: '{{ steps.loop.length }}' } },
        ],
        edges: [
          { id: 'e1', source: { node: 'start', port: 'out' }, target: { node: 'loop', port: 'in' } },
          { id: 'e2', source: { node: 'loop', port: 'out' }, target: { node: 'end', port: 'in' } },
        ],
      }),
    );
    await vi.waitFor(() => expect(hits).toContain('/item/3'), { timeout: 15_000 });
    await startWorker();
    await kill(first);
    holds = () => false;
    expect(await ended(principal, id)).toMatchObject({ status: 'success', output: 6 });
    expect(hits).toEqual([0, 1, 2, 3, 3, 4, 5].map((item) => `/item/${item}`));
  });

  it('of a caller while its child runs: both go on, the child is not started twice', { timeout: 120_000 }, async () => {
    const principal = await world.newWorkspace();
    holds = (url) => url === '/slow';
    const callee = await world.newWorkflow(
      principal,
      chain({
        start: toolTrigger(),
        quick: { type: 'http.request', config: { method: 'GET', url: `${origin}/quick` } },
        slow: { type: 'http.request', config: { method: 'GET', url: `${origin}/slow` } },
        end: { type: 'core.return', config: { value: 'child' } },
      }),
    );
    const first = await startWorker();
    const id = await start(principal, calling(callee));
    await vi.waitFor(() => expect(hits).toContain('/slow'), { timeout: 15_000 });
    await startWorker();
    await kill(first);
    holds = () => false;
    expect(await ended(principal, id)).toMatchObject({ status: 'success', output: 'child' });
    expect(hits).toEqual(['/quick', '/slow', '/slow']);
    const { items } = await listExecutions(world.deps, principal, { limit: 5, parentExecutionId: id });
    expect(items).toMatchObject([{ status: 'success' }]);
  });

  it(
    'of all workers while a child asks a person: the answer brings both to their end',
    { timeout: 90_000 },
    async () => {
      const principal = await world.newWorkspace();
      const asking = chain({
        start: toolTrigger(),
        ask: { type: 'human.approval', config: { message: 'Really?' } },
        end: { type: 'core.return', config: { value: '{{ steps.ask.approved }}' } },
      });
      const callee = await world.newWorkflow(principal, {
        ...asking,
        edges: asking.edges.map((edge) =>
          edge.source.node === 'ask' ? { ...edge, source: { node: 'ask', port: 'approved' } } : edge,
        ),
      });
      const first = await startWorker();
      const id = await start(principal, calling(callee));
      await until(principal, id, ({ status }) => status === 'waiting');
      await kill(first);
      const { items } = await listApprovals(world.deps, principal, { limit: 5, status: 'pending' });
      expect(items).toHaveLength(1);
      await answerApproval(world.deps, principal, { id: items[0]!.id, decision: 'approve' });
      await startWorker();
      expect(await ended(principal, id)).toMatchObject({ status: 'success', output: true });
    },
  );
});

const calling = (workflowId: string): WorkflowDefinition =>
  chain(
    {
      start: toolTrigger(),
      call: { type: 'logic.workflow', config: { workflowId, input: { text: '{{ input.text }}' } } },
      end: { type: 'core.return', config: { value: '{{ steps.call }}' } },
    },
    { timeoutMs: 120_000 },
  );

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}
