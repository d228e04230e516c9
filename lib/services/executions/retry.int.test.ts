import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { retryExecution } from './retry-execution.ts';
import { settleStep } from './settle-step.ts';

describe('a run that failed', () => {
  const world = useWorld({ runtime: true, worker: true });
  const hits: string[] = [];
  let fails = true;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits.push(request.url ?? '');
      if (fails && request.url === '/second') return void response.writeHead(400).end('{}');
      response.setHeader('content-type', 'application/json').end(`{"n":${hits.length}}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    hits.length = 0;
    fails = true;
  });
  afterAll(() => server.close());

  const failing = async (principal: Principal): Promise<Execution> => {
    const definition = chain({
      start: toolTrigger(),
      first: { type: 'http.request', config: { method: 'POST', url: `${origin}/first` } },
      second: { type: 'http.request', config: { method: 'POST', url: `${origin}/second` } },
      end: {
        type: 'core.return',
        config: {
          value: { text: '{{ input.text }}', first: '{{ steps.first.body.n }}', second: '{{ steps.second.body.n }}' },
        },
      },
    });
    const id = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text: 'x' } });
    expect(execution).toMatchObject({ status: 'error', error: { key: 'second' } });
    fails = false;
    return execution;
  };
  const ended = (principal: Principal, id: string): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 15_000, interval: 50 },
    );

  it('is tried again as a new execution that keeps what was done', async () => {
    const principal = await world.newWorkspace();
    const { id } = await failing(principal);
    const retry = await retryExecution(world.deps, principal, { id });
    expect(retry).toMatchObject({ trigger: 'retry', triggerKey: 'start' });
    expect(await ended(principal, retry.id)).toMatchObject({
      status: 'success',
      output: { text: 'x', first: 1, second: 3 },
    });
    expect(hits).toEqual(['/first', '/second', '/second']);
    expect((await getExecution(world.deps, principal, { id })).status).toBe('error');
  });

  it('runs a named node and all behind it anew', async () => {
    const principal = await world.newWorkspace();
    const { id } = await failing(principal);
    const retry = await retryExecution(world.deps, principal, { id, from: 'first' });
    expect((await ended(principal, retry.id)).status).toBe('success');
    expect(hits).toEqual(['/first', '/second', '/first', '/second']);
    await expect(retryExecution(world.deps, principal, { id, from: 'nope' })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/from' }],
    });
  });

  it('keeps nothing where the input is another, which is checked', async () => {
    const principal = await world.newWorkspace();
    const { id } = await failing(principal);
    const retry = await retryExecution(world.deps, principal, { id, input: { text: 'y' } });
    expect(await ended(principal, retry.id)).toMatchObject({ status: 'success', output: { text: 'y', first: 3 } });
    expect(hits).toEqual(['/first', '/second', '/first', '/second']);
    const wrong = retryExecution(world.deps, principal, { id, input: { text: 1 } });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/input/text' }] });
  });

  it('is not tried again while nobody knows what became of a call; that it happened counts', async () => {
    const principal = await world.newWorkspace();
    const { id } = await failing(principal);
    const { pool } = world.deps.db;
    await pool.query(`UPDATE effect SET receipt_at = NULL WHERE execution_id = $1 AND node_id = 'second'`, [id]);
    await expect(retryExecution(world.deps, principal, { id })).rejects.toMatchObject({
      code: 'conflict',
      details: { steps: ['second'] },
    });
    const settle = (stepId: string) =>
      settleStep(world.deps, principal, { id, stepId, as: 'happened', output: { body: { n: 9 } } });
    await expect(settle('first')).rejects.toMatchObject({ code: 'not_found' });
    await settle('second');
    await expect(settle('second')).rejects.toMatchObject({ code: 'conflict' });
    const retry = await retryExecution(world.deps, principal, { id });
    expect((await ended(principal, retry.id)).status).toBe('success');
  });

  const inputOf = ({ steps }: Execution, key: string) =>
    steps.find((step) => step.key === key)!.input as Record<string, unknown>;

  it('runs a step with the input that somebody edited, and says so: who, when, and of which run', async () => {
    const principal = await world.newWorkspace();
    const execution = await failing(principal);
    const { id } = execution;
    const stepInput = { ...inputOf(execution, 'second'), url: `${origin}/other`, body: { a: 'x'.repeat(40_000) } };
    const retry = await retryExecution(world.deps, principal, { id, from: 'second', stepInput });
    const done = await ended(principal, retry.id);
    expect(done).toMatchObject({ status: 'success', output: { text: 'x', first: 1, second: 3 } });
    expect(hits).toEqual(['/first', '/second', '/other']);
    expect(done.steps.filter((step) => step.edited)).toMatchObject([
      { key: 'second', input: stepInput, edited: { executionId: id, by: { id: principal.userId, name: 'Kim' } } },
    ]);
    const { rows } = await world.deps.db.pool.query(
      `SELECT data FROM audit_event WHERE workspace_id = $1 AND action = 'execution.retried'`,
      [principal.workspaceId],
    );
    expect(rows).toEqual([{ data: { executionId: retry.id, kept: 2, edited: 'second' } }]);
    await executionsAreLeftAlone(principal, execution);
  });

  const executionsAreLeftAlone = async (principal: Principal, before: Execution): Promise<void> => {
    expect((await getExecution(world.deps, principal, { id: before.id })).steps).toEqual(before.steps);
  };

  it('takes no edited input where it cannot be what the step runs with, and starts nothing then', async () => {
    const principal = await world.newWorkspace();
    const execution = await failing(principal);
    const { id } = execution;
    const edit = (from: string, stepInput: Record<string, unknown>) =>
      retryExecution(world.deps, principal, { id, from, stepInput });
    await expect(edit('start', {})).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/stepInput' }] });
    await expect(edit('end', { value: 1 })).rejects.toMatchObject({ code: 'conflict' });
    await expect(edit('second', { ...inputOf(execution, 'second'), method: 'DELETE' })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/stepInput/method' }],
    });
    await expect(edit('second', { ...inputOf(execution, 'second'), nope: 1 })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: expect.stringMatching(/^\/stepInput/) }],
    });
    const large = { ...inputOf(execution, 'second'), body: 'x'.repeat(4 * 1024 * 1024) };
    await expect(edit('second', large)).rejects.toMatchObject({ code: 'too_large' });
    const { rows } = await world.deps.db.pool.query(
      `SELECT count(*)::int AS n FROM execution WHERE workspace_id = $1`,
      [principal.workspaceId],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('is retried as it was where the input was not changed, and refused where no data was kept', async () => {
    const principal = await world.newWorkspace();
    const execution = await failing(principal);
    const { id } = execution;
    const stepInput = inputOf(execution, 'second');
    const retry = await retryExecution(world.deps, principal, { id, from: 'second', stepInput });
    expect((await ended(principal, retry.id)).steps.some((step) => step.edited)).toBe(false);
    await world.deps.db.pool.query(`UPDATE execution SET input = NULL WHERE id = $1`, [id]);
    await expect(
      retryExecution(world.deps, principal, { id, from: 'second', stepInput: { ...stepInput, body: 1 } }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
