import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { settleDirectRuns } from '#lib/db/system/sweep.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { validateWorkflow } from '#lib/services/workflows/validate-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { listErrorWorkflows } from './list-error-workflows.ts';
import { startErrorRuns } from './start-error-runs.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const manual = { type: 'trigger.manual' };
const watching = (settings = {}): WorkflowDefinition =>
  chain(
    { failed: { type: 'trigger.error' }, end: { type: 'core.return', config: { value: '{{ input }}' } } },
    settings,
  );
const failing = (errorWorkflowId?: string, settings = {}): WorkflowDefinition =>
  chain(
    { start: manual, stop: { type: 'core.fail', config: { message: 'No {{ input }} today' } } },
    { ...settings, ...(errorWorkflowId !== undefined && { errorWorkflowId }) },
  );

describe('error workflows', () => {
  const world = useWorld({ runtime: true });
  const starter = () => startErrorRuns({ ...world.deps, config: world.config });
  const deploy = async (principal: Principal, id: string): Promise<string> => {
    const { id: deploymentId } = await deployWorkflow(world.deps, principal, { id });
    await applyDeployment(world.deps, { deploymentId, workspaceId: principal.workspaceId });
    return deploymentId;
  };
  const live = async (principal: Principal, definition: WorkflowDefinition, name?: string): Promise<string> => {
    const id = await world.newWorkflow(principal, definition, name);
    await deploy(principal, id);
    return id;
  };
  const run = async (principal: Principal, id: string, change: Partial<Parameters<typeof executeWorkflow>[2]> = {}) =>
    (await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: 'tea', ...change })).execution;
  const get = (principal: Principal, id: string): Promise<Execution> => getExecution(world.deps, principal, { id });
  const runs = async (principal: Principal, workflowId: string) =>
    (await listExecutions(world.deps, principal, { workflowId, limit: 50 })).items;
  const pair = async (settings = {}) => {
    const principal = await world.newWorkspace();
    const watcher = await live(principal, watching(), 'On-call');
    const id = await live(principal, failing(watcher, settings), 'Orders');
    return { principal, watcher, id };
  };

  describe('a failed direct run', () => {
    it('starts the live version of the workflow that it names, once, and tells it what failed', async () => {
      const { principal, watcher, id } = await pair();
      const failed = await run(principal, id);
      expect((await get(principal, failed.id)).errorRun).toEqual({
        workflowId: watcher,
        workflowName: 'On-call',
        executionId: null,
        refused: null,
      });
      await Promise.all(Array.from({ length: 6 }, starter));
      await starter();
      const [started, ...others] = await runs(principal, watcher);
      expect(others).toEqual([]);
      expect(started).toMatchObject({ status: 'queued', trigger: 'error', triggerKey: 'failed', version: 1 });
      const error = await get(principal, started!.id);
      expect(error.failedExecutionId).toBe(failed.id);
      expect(error.input).toEqual({
        workflow: { id, name: 'Orders', version: 1 },
        execution: {
          id: failed.id,
          status: 'error',
          trigger: 'manual',
          startedAt: failed.startedAt,
          finishedAt: failed.finishedAt,
          url: `${new URL(world.config.publicUrl).origin}/${principal.workspaceSlug}/executions/${failed.id}`,
        },
        error: { code: failed.error!.code, message: 'No tea today', nodeId: 'stop', key: 'stop' },
      });
      expect((await get(principal, failed.id)).errorRun).toMatchObject({ executionId: started!.id, refused: null });
    });

    it('also where nothing of its data is kept, and when its time is over', async () => {
      const { principal, watcher, id } = await pair({ saveData: 'none' });
      expect(await run(principal, id)).toMatchObject({ status: 'error' });
      const code = chain(
        { start: manual, code: { type: 'data.code', config: { code: 'while (true);' } } },
        { timeoutMs: 200, errorWorkflowId: watcher },
      );
      const stuck = await live(principal, code);
      const ended = await run(principal, stuck);
      expect(ended.status).toBe('timeout');
      await starter();
      const inputs = await Promise.all(
        (await runs(principal, watcher)).map(async (each) => (await get(principal, each.id)).input),
      );
      expect(inputs).toEqual([
        expect.objectContaining({ execution: expect.objectContaining({ id: ended.id, status: ended.status }) }),
        expect.objectContaining({ workflow: { id, name: 'Orders', version: 1 } }),
      ]);
    });

    it('nothing is asked for by a call of another workflow (its caller fails) or by what was canceled', async () => {
      const { principal, id } = await pair();
      const failed = await run(principal, id);
      const { pool } = world.deps.db;
      const ids = [newId(), newId(), newId()] as const;
      const copy = `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key,
          trace_id, parent_execution_id)
        SELECT $2, workspace_id, workflow_id, version_id, mode, $3, trigger, trigger_key, trace_id, $4::uuid
        FROM execution WHERE id = $1`;
      await pool.query(copy, [failed.id, ids[0], 'error', failed.id]);
      await pool.query(copy, [failed.id, ids[1], 'running', failed.id]);
      await pool.query(`UPDATE execution SET status = 'error' WHERE id = $1`, [ids[1]]);
      await pool.query(copy, [failed.id, ids[2], 'canceled', null]);
      const { rows } = await pool.query('SELECT execution_id AS id FROM error_run WHERE workspace_id = $1', [
        principal.workspaceId,
      ]);
      expect(rows).toEqual([{ id: failed.id }]);
    });

    it('nothing is asked for by what succeeds, a try of the draft, or a version that names none', async () => {
      const { principal, watcher, id } = await pair();
      const fine = await live(
        principal,
        chain(
          { start: manual, end: { type: 'core.return', config: { value: 1, isError: true } } },
          {
            errorWorkflowId: watcher,
          },
        ),
      );
      expect(await run(principal, fine)).toMatchObject({ status: 'success', isError: true });
      const draft = await run(principal, id, { version: 'draft' });
      const unnamed = await run(principal, await live(principal, failing()));
      expect([draft.status, unnamed.status]).toEqual(['error', 'error']);
      await starter();
      expect(await runs(principal, watcher)).toEqual([]);
      expect((await get(principal, draft.id)).errorRun).toBeUndefined();
      const { rows } = await world.deps.db.pool.query('SELECT 1 FROM error_run WHERE workspace_id = $1', [
        principal.workspaceId,
      ]);
      expect(rows).toEqual([]);
    });
  });

  it('a run whose process died: what the sweep settles as crashed counts', async () => {
    const { principal, watcher, id } = await pair();
    const { rows } = await world.deps.db.pool.query<{ id: string }>(
      'SELECT id FROM workflow_version WHERE workflow_id = $1 AND number = 1',
      [id],
    );
    const executionId = newId();
    await world.deps.db.pool.query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id,
         owner, started_at)
       VALUES ($1, $2, $3, $4, 'direct', 'running', 'tool', 'start', 'x', 'runtime-gone', now())`,
      [executionId, principal.workspaceId, id, rows[0]!.id],
    );
    await settleDirectRuns(world.deps.db.pool, 10_000, packJson({ code: 'crashed', message: 'It died' }));
    await starter();
    const [started] = await runs(principal, watcher);
    expect((await get(principal, started!.id)).input).toMatchObject({
      execution: { id: executionId, status: 'crashed' },
      error: { code: 'crashed', message: 'It died', nodeId: null, key: null },
    });
  });

  it('error runs never start error runs: neither in a circle, nor by hand', async () => {
    const principal = await world.newWorkspace();
    const plain = await live(principal, watching());
    const broken = chain(
      { failed: { type: 'trigger.error' }, stop: { type: 'core.fail', config: { message: 'I fail, too' } } },
      { errorWorkflowId: plain },
    );
    const watcher = await live(principal, broken);
    const id = await live(principal, failing(watcher));
    await run(principal, id);
    await starter();
    const worker = await world.startWorker();
    try {
      await vi.waitFor(async () => expect(await runs(principal, watcher)).toMatchObject([{ status: 'error' }]), 10_000);
      const byHand = await run(principal, watcher, { trigger: 'failed' });
      expect(byHand.status).toBe('error');
      await vi.waitFor(
        async () =>
          expect((await get(principal, byHand.id)).errorRun).toMatchObject({ executionId: null, refused: 'errorRun' }),
        10_000,
      );
      expect(await runs(principal, plain)).toEqual([]);
    } finally {
      await worker.stop(1_000);
    }
  });

  it('an error workflow that is stopped is not started, and the failed run says why', async () => {
    const principal = await world.newWorkspace();
    const watcher = await world.newWorkflow(principal, watching());
    const deploymentId = await deploy(principal, watcher);
    const id = await live(principal, failing(watcher));
    await stopDeployment(world.deps, principal, { id: deploymentId });
    const failed = await run(principal, id);
    await starter();
    expect((await get(principal, failed.id)).errorRun).toMatchObject({ executionId: null, refused: 'notLive' });
    expect(await runs(principal, watcher)).toEqual([]);
  });

  it('validation and deployment name what is wrong with it; another workspace does not exist', async () => {
    const { principal, watcher, id } = await pair();
    const stranger = await world.newWorkspace();
    const theirs = await live(stranger, watching());
    const undeployed = await world.newWorkflow(principal, watching());
    const without = await live(principal, failing());
    const problems = async (errorWorkflowId: string) =>
      (await validateWorkflow(world.deps, principal, { id, definition: failing(errorWorkflowId) })).problems
        .filter(({ code }) => code.startsWith('error_workflow'))
        .map(({ severity, code, path: place }) => `${severity} ${code} ${place}`);
    const at = '/settings/errorWorkflowId';
    expect(await problems(watcher)).toEqual([]);
    expect(await problems(id)).toEqual([`error error_workflow_itself ${at}`]);
    expect(await problems(theirs)).toEqual([`error error_workflow_unknown ${at}`]);
    expect(await problems(newId())).toEqual([`error error_workflow_unknown ${at}`]);
    expect(await problems(without)).toEqual([`error error_workflow_no_trigger ${at}`]);
    expect(await problems(undeployed)).toEqual([`warning error_workflow_not_deployed ${at}`]);
    const bad = await world.newWorkflow(principal, failing(theirs));
    await expect(deployWorkflow(world.deps, principal, { id: bad })).rejects.toMatchObject({
      code: 'not_deployable',
      errors: [{ path: at, code: 'error_workflow_unknown' }],
    });
    const { items } = await listErrorWorkflows(world.deps, principal);
    expect(items.toSorted((a, b) => Number(b.deployed) - Number(a.deployed))).toEqual([
      { id: watcher, name: 'On-call', deployed: true },
      { id: undeployed, name: 'Echo', deployed: false },
    ]);
  });

  it("what names another tenant's workflow starts nothing there", async () => {
    const { principal, id } = await pair();
    const stranger = await world.newWorkspace();
    const theirs = await live(stranger, watching());
    await world.deps.db.pool.query('UPDATE workflow_version SET error_workflow_id = $2 WHERE workflow_id = $1', [
      id,
      theirs,
    ]);
    const failed = await run(principal, id);
    await starter();
    expect((await get(principal, failed.id)).errorRun).toEqual({
      workflowId: theirs,
      workflowName: null,
      executionId: null,
      refused: 'notLive',
    });
    expect(await runs(stranger, theirs)).toEqual([]);
    await expect(getExecution(world.deps, stranger, { id: failed.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  describe('processes are killed between the end and the start', () => {
    const children: ChildProcess[] = [];
    let server: Server;
    let origin: string;
    let held: ServerResponse[] = [];
    beforeAll(async () => {
      server = createServer((_request, response) => void held.push(response));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
      for (const child of children.splice(0)) await kill(child);
      held = [];
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
      await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), 20_000);
      return child;
    };

    it('a queued run fails, its worker is killed at once: another starts the error workflow, once', async () => {
      const principal = await world.newWorkspace();
      const watcher = await live(principal, watching());
      const call = { type: 'http.request', config: { method: 'GET', url: `${origin}/x` } };
      const id = await live(principal, chain({ start: manual, call }, { errorWorkflowId: watcher }));
      const worker = await startWorkerProcess();
      const { id: failedId } = await run(principal, id, { mode: 'async' });
      await vi.waitFor(() => expect(held).toHaveLength(1), 10_000);
      held[0]!.writeHead(404).end();
      // The end and the wish are one commit: whoever sees the one sees the other.
      await vi.waitFor(async () => {
        const { status, errorRun } = await get(principal, failedId);
        expect(status).toBe('error');
        expect(errorRun?.workflowId).toBe(watcher);
      }, 10_000);
      await kill(worker);
      await Promise.all([startWorkerProcess(), startWorkerProcess()]);
      await vi.waitFor(
        async () => expect(await runs(principal, watcher)).toMatchObject([{ status: 'success', trigger: 'error' }]),
        30_000,
      );
      const [only] = await runs(principal, watcher);
      expect((await get(principal, failedId)).errorRun?.executionId).toBe(only!.id);
      expect((await get(principal, only!.id)).output).toMatchObject({ error: { code: 'http_status', key: 'call' } });
    }, 90_000);

    it('whoever starts it dies before the commit: nothing is lost and nothing doubled', async () => {
      const { principal, watcher, id } = await pair();
      const failed = await run(principal, id);
      const dying = {
        ...world.deps,
        config: world.config,
        clock: {
          now: () => {
            throw new Error('killed');
          },
        },
      };
      await expect(startErrorRuns(dying)).rejects.toThrow('killed');
      expect((await get(principal, failed.id)).errorRun).toMatchObject({ executionId: null, refused: null });
      await starter();
      expect(await runs(principal, watcher)).toHaveLength(1);
    });
  });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
