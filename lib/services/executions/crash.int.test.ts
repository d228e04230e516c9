import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { settleStep } from './settle-step.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Real processes, really killed. */
describe('a run survives the death of its worker', () => {
  const world = useWorld();
  const children: ChildProcess[] = [];
  const hits: string[] = [];
  let held: ServerResponse[] = [];
  let holding = true;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits.push(`${request.method} ${request.url}`);
      if (holding && request.url !== '/first') return void held.push(response);
      response.setHeader('content-type', 'application/json').end('{"n":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child, 'SIGKILL');
    held.forEach((response) => response.destroy());
    held = [];
    hits.length = 0;
    holding = true;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const startWorkerProcess = async (): Promise<ChildProcess> => {
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
  const start = async (method: 'GET' | 'POST'): Promise<{ principal: Principal; id: string }> => {
    const principal = await world.newWorkspace();
    const definition = chain(
      {
        start: toolTrigger(),
        first: { type: 'http.request', config: { method: 'GET', url: `${origin}/first` } },
        second: { type: 'http.request', config: { method, url: `${origin}/second` } },
        end: {
          type: 'core.return',
          config: { value: { first: '{{ steps.first.body.n }}', second: '{{ steps.second.body.n }}' } },
        },
      },
      { timeoutMs: 120_000 },
    );
    const workflowId = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, {
      id: workflowId,
      mode: 'async',
      input: { text: 'x' },
    });
    await vi.waitFor(() => expect(hits).toContain(`${method} /second`), { timeout: 15_000 });
    return { principal, id: execution.id };
  };
  const ended = (principal: Principal, id: string): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 30_000, interval: 100 },
    );

  it('goes on from its recorded steps in another worker after kill -9', { timeout: 90_000 }, async () => {
    const first = await startWorkerProcess();
    const { principal, id } = await start('GET');
    const running = await getExecution(world.deps, principal, { id });
    expect(running.steps.map(({ key }) => key)).toEqual(['start', 'first']);
    await startWorkerProcess();
    await end(first, 'SIGKILL');
    holding = false;
    const execution = await ended(principal, id);
    expect(execution).toMatchObject({ status: 'success', output: { first: 1, second: 1 } });
    expect(execution.steps.map(({ key }) => key)).toEqual(['start', 'first', 'second', 'end']);
    expect(hits).toEqual(['GET /first', 'GET /second', 'GET /second']);
  });

  it.each([
    {
      settled: { as: 'happened', output: { body: { n: 7 } } },
      end: { status: 'success', output: { first: 1, second: 7 } },
      calls: 1,
    },
    { settled: { as: 'notHappened' }, end: { status: 'success', output: { first: 1, second: 1 } }, calls: 2 },
    { settled: { as: 'givenUp' }, end: { status: 'error', error: { code: 'effect_unknown' } }, calls: 1 },
  ] as const)('asks what became of a write without receipt: $settled.as', { timeout: 90_000 }, async (story) => {
    const { settled, end: wanted, calls } = story;
    const first = await startWorkerProcess();
    const { principal, id } = await start('POST');
    await startWorkerProcess();
    await end(first, 'SIGKILL');
    holding = false;
    const execution = await vi.waitFor(
      async () => {
        const current = await getExecution(world.deps, principal, { id });
        expect(current.status).toBe('waiting');
        return current;
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(execution.steps.find(({ key }) => key === 'second')?.status).toBe('unknown');
    expect(hits.filter((hit) => hit === 'POST /second')).toHaveLength(1);
    await settleStep(world.deps, principal, { id, stepId: 'second', ...settled });
    expect(await ended(principal, id)).toMatchObject(wanted);
    expect(hits.filter((hit) => hit === 'POST /second')).toHaveLength(calls);
  });

  it('is handed over at once by a worker that is asked to stop', { timeout: 90_000 }, async () => {
    const first = await startWorkerProcess();
    const { principal, id } = await start('GET');
    await startWorkerProcess();
    const stopped = end(first, 'SIGTERM');
    // What it holds already stays unanswered: the worker waits for that, and hands over what does not end. The other one
    // takes it before this one is gone.
    holding = false;
    await stopped;
    const execution = await ended(principal, id);
    expect(execution.status).toBe('success');
    const { rows } = await world.deps.db.pool.query('SELECT crashes, wake FROM execution WHERE id = $1', [id]);
    expect(rows).toEqual([{ crashes: 0, wake: 2 }]);
    expect(hits.filter((hit) => hit === 'GET /first')).toHaveLength(1);
  });
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}
