import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { sweep } from '#lib/services/maintenance/sweep.ts';
import { chain, echoDefinition, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import { cancelExecution } from './cancel-execution.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { WOKEN_PER_WORKSPACE } from './ring.ts';
import { wakeDueRuns } from './wake-due.ts';

const MANY = 10_000;

describe('one tenant with very many runs', () => {
  const world = useWorld();
  let noisy: Principal;

  /** So many runs of a workflow, all as the first one is. */
  const multiply = async (principal: Principal, change: string): Promise<void> => {
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const input = { text: 'x' };
    const { execution } = await executeWorkflow(world.deps, principal, { id: workflowId, mode: 'async', input });
    const ids = Array.from({ length: MANY }, () => newId());
    const { pool } = world.deps.db;
    await pool.query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id, wake, wake_at, input, parked)
       SELECT r.id, e.workspace_id, e.workflow_id, e.version_id, 'queued', ${change}, e.input, $3
       FROM unnest($2::uuid[]) AS r(id), execution e WHERE e.id = $1`,
      [execution.id, ids, packJson({ waits: [], vars: {}, durationUs: 0, seq: 0, resumed: [] })],
    );
  };
  const echo = async (principal: Principal): Promise<number> => {
    const id = await world.newWorkflow(principal, echoDefinition());
    const began = performance.now();
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'async', input: { text: 'x' } });
    await vi.waitFor(
      async () => expect((await getExecution(world.deps, principal, { id: execution.id })).status).toBe('success'),
      { timeout: 30_000, interval: 20 },
    );
    return performance.now() - began;
  };
  const left = async (status: string): Promise<number> => {
    const { rows } = await world.deps.db.pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM execution WHERE workspace_id = $1 AND status = $2',
      [noisy.workspaceId, status],
    );
    return rows[0]!.count;
  };

  beforeAll(async () => {
    noisy = await world.newWorkspace();
  });

  it('delays a run of another by one turn, whatever it has queued', { timeout: 120_000 }, async () => {
    await multiply(noisy, `'queued', e.trigger, e.trigger_key, e.trace_id, 0, NULL`);
    await sweep(world.deps, { steady: false, housekeeping: false });
    const worker = await world.startWorker();
    try {
      const quiet = await world.newWorkspace();
      const tookMs = await echo(quiet);
      const waiting = await left('queued');
      expect(waiting).toBeGreaterThan(MANY / 2);
      expect(tookMs).toBeLessThan(5_000);
    } finally {
      await worker.stop(1_000);
    }
  });

  it('wakes as many as may wait for a worker when all their times come at once', { timeout: 60_000 }, async () => {
    await world.deps.db.pool.query('DELETE FROM execution WHERE workspace_id = $1', [noisy.workspaceId]);
    await multiply(noisy, `'waiting', e.trigger, e.trigger_key, e.trace_id, 1, now() - interval '1 second'`);
    expect(await wakeDueRuns(world.deps)).toBeLessThanOrEqual(WOKEN_PER_WORKSPACE);
    expect(await wakeDueRuns(world.deps)).toBe(0);
    expect(await left('waiting')).toBeGreaterThanOrEqual(MANY - WOKEN_PER_WORKSPACE);
  });

  it('ends what is older than 90 days; a younger run waits on', { timeout: 60_000 }, async () => {
    await world.deps.db.pool.query('DELETE FROM execution WHERE workspace_id = $1', [noisy.workspaceId]);
    const principal = await world.newWorkspace();
    const definition = chain({
      start: toolTrigger(),
      wait: { type: 'logic.wait', config: { ms: 3_600_000 } },
      end: { type: 'core.return', config: { value: 1 } },
    });
    const worker = await world.startWorker();
    const id = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'async', input: { text: 'x' } });
    const statusOf = async () => (await getExecution(world.deps, principal, { id: execution.id })).status;
    await vi.waitFor(async () => expect(await statusOf()).toBe('waiting'), { timeout: 10_000 });
    await worker.stop(1_000);
    const at = (days: number) => ({ ...world.deps, clock: { now: () => Date.now() + days * 86_400_000 } });
    await sweep(at(89), { steady: false, housekeeping: true });
    expect(await statusOf()).toBe('waiting');
    await sweep(at(91), { steady: false, housekeeping: true });
    const ended = await getExecution(world.deps, principal, { id: execution.id });
    expect(ended).toMatchObject({ status: 'timeout', error: { code: 'timeout' } });
    expect(ended.steps.map(({ key, status }) => [key, status])).toEqual([
      ['start', 'success'],
      ['wait', 'canceled'],
    ]);
    await expect(cancelExecution(world.deps, principal, { id: execution.id })).rejects.toMatchObject({
      code: 'already_ended',
    });
  });
});
