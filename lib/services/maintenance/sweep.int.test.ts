import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { createJournal } from '#lib/services/executions/journal.ts';
import { aRun, anEnd } from '#lib/services/executions/testing/run-fixtures.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { deleteWorkflow } from '#lib/services/workflows/delete-workflow.ts';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { sweep } from './sweep.ts';

const DAY_MS = 24 * 3_600_000;

describe('sweep', () => {
  const world = useWorld();
  const counted = () => {
    const enqueue = vi.fn(async () => undefined);
    return { deps: { ...world.deps, queue: { ...world.deps.queue, enqueue } }, enqueue };
  };
  const beatOf = (id: string, ageMs: number) =>
    world.deps.db.pool.query(
      `INSERT INTO process_heartbeat (id, role, started_at, beat_at)
       VALUES ($1, 'runtime', now(), now() - make_interval(secs => $2 / 1000.0))`,
      [id, ageMs],
    );
  const listed = async (principal: Principal): Promise<string[]> =>
    (await listExecutions(world.deps, principal, { limit: 10 })).items.map(({ id }) => id);
  const accepted = async (owner: string) => {
    const principal = await world.newWorkspace();
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const run = aRun({ workspaceId: principal.workspaceId, workflowId });
    const journal = createJournal({ databaseUrl: world.config.databaseUrl, owner, logger: world.deps.logger });
    await journal.accept(run);
    return { principal, run, journal };
  };

  it('settles direct runs of dead processes as crashed, and only theirs', async () => {
    await beatOf('alive', 1_000);
    await beatOf('dead', 60_000);
    const [living, gone, unknown] = [await accepted('alive'), await accepted('dead'), await accepted('never seen')];
    const { deps } = counted();
    await sweep(deps, { steady: false, housekeeping: false });
    expect((await getExecution(world.deps, gone.principal, { id: gone.run.id })).status).toBe('running');
    await sweep(deps, { steady: true, housekeeping: false });
    const statusOf = async ({ principal, run }: typeof gone) =>
      (await getExecution(world.deps, principal, { id: run.id })).status;
    expect([await statusOf(living), await statusOf(gone), await statusOf(unknown)]).toEqual([
      'running',
      'crashed',
      'crashed',
    ]);
    expect((await getExecution(world.deps, gone.principal, { id: gone.run.id })).error?.code).toBe('crashed');
    await Promise.all([living, gone, unknown].map(({ journal }) => journal.close()));
  });

  it('gives queued runs of dead workers a new bell and counts the crash', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { deps, enqueue } = counted();
    const { execution } = await executeWorkflow(deps, principal, { id, mode: 'async', input: { text: 'x' } });
    await world.deps.db.pool.query(`UPDATE execution SET status = 'running', owner = 'dead worker' WHERE id = $1`, [
      execution.id,
    ]);
    enqueue.mockClear();
    await sweep(deps, { steady: true, housekeeping: false });
    const { workspaceId } = principal;
    expect(enqueue).toHaveBeenCalledWith('execution.run', { executionId: execution.id, workspaceId, wake: 2 });
    const { rows } = await world.deps.db.pool.query(
      'SELECT status, owner, wake, crashes FROM execution WHERE id = $1',
      [execution.id],
    );
    expect(rows).toEqual([{ status: 'queued', owner: null, wake: 2, crashes: 1 }]);
  });

  it('rings again for runs whose bell nobody answered', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const id = await world.newWorkflow(principal, echoDefinition());
    const { deps, enqueue } = counted();
    const { execution } = await executeWorkflow(deps, principal, { id, mode: 'async', input: { text: 'x' } });
    const old = idFloor(Date.now() - 60_000).replace(/0{6}$/, newId().slice(-6));
    await world.deps.db.pool.query('UPDATE execution SET id = $1 WHERE id = $2', [old, execution.id]);
    enqueue.mockClear();
    await sweep(deps, { steady: true, housekeeping: false });
    expect(enqueue).toHaveBeenCalledWith('execution.run', { executionId: old, workspaceId, wake: 1 });
  });

  /** A run of another that is parked, as a worker leaves it. */
  const calledBy = async (principal: Principal, callerId: string) => {
    const id = await world.newWorkflow(principal, echoDefinition());
    const { deps } = counted();
    const { execution } = await executeWorkflow(deps, principal, { id, mode: 'async', input: { text: 'x' } });
    await world.deps.db.pool.query(
      `UPDATE execution SET status = 'waiting', trigger = 'subworkflow', parent_execution_id = $2 WHERE id = $1`,
      [execution.id, callerId],
    );
    return async () => (await getExecution(world.deps, principal, { id: execution.id })).status;
  };

  it('ends a parked run with its caller, where the process died in which that ended, and no other', async () => {
    const { deps } = counted();
    const { principal, run, journal } = await accepted('alive');
    const [ended, live] = [await accepted('alive'), { principal, run }];
    const orphan = await calledBy(ended.principal, ended.run.id);
    const grandchild = await calledBy(ended.principal, (await listed(ended.principal)).at(0)!);
    const awaited = await calledBy(live.principal, live.run.id);
    await ended.journal.finish(ended.run, anEnd({ status: 'timeout' }), true);
    await sweep(deps, { steady: true, housekeeping: true });
    expect(await orphan()).toBe('waiting');
    await world.deps.db.pool.query(`UPDATE execution SET finished_at = now() - interval '1 minute' WHERE id = $1`, [
      ended.run.id,
    ]);
    await sweep(deps, { steady: true, housekeeping: true });
    expect([await orphan(), await grandchild(), await awaited()]).toEqual(['canceled', 'canceled', 'waiting']);
    await Promise.all([journal, ended.journal].map((one) => one.close()));
  });

  it('ends a parked run at once with a caller whose process died before it could wait for it', async () => {
    const { deps } = counted();
    const { principal, run, journal } = await accepted('gone since');
    const child = await calledBy(principal, run.id);
    await sweep(deps, { steady: true, housekeeping: false });
    expect((await getExecution(world.deps, principal, { id: run.id })).status).toBe('crashed');
    expect(await child()).toBe('canceled');
    await journal.close();
  });

  it('makes partitions ahead and deletes what is too old, and nothing else', async () => {
    const { deps } = counted();
    const { principal, run, journal } = await accepted('alive');
    await journal.close();
    const { pool } = world.deps.db;
    const [fresh, expired] = [
      await world.newWorkflow(principal, echoDefinition()),
      await world.newWorkflow(principal, echoDefinition()),
    ];
    for (const id of [fresh, expired]) await deleteWorkflow(world.deps, principal, { id });
    await pool.query(`UPDATE workflow SET deleted_at = now() - interval '31 days' WHERE id = $1`, [expired]);
    const insertEvent = (ageMs: number) =>
      pool.query(`INSERT INTO event (id, workspace_id, type, data) VALUES ($1, $2, 'draft.saved', '')`, [
        idFloor(Date.now() - ageMs).replace(/0{6}$/, newId().slice(-6)),
        principal.workspaceId,
      ]);
    await insertEvent(2 * 3_600_000);
    await insertEvent(60_000);
    const insertRun = (ageMs: number, status: string) =>
      pool.query(
        `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id)
         VALUES ($1, $2, $3, $3, 'direct', $4, 'tool', 'start', 'old')`,
        [idFloor(Date.now() - ageMs).replace(/0{6}$/, newId().slice(-6)), principal.workspaceId, newId(), status],
      );
    await insertRun(31 * DAY_MS, 'success');
    await insertRun(29 * DAY_MS, 'success');
    await sweep(deps, { steady: false, housekeeping: true });
    const count = async (sql: string) => (await pool.query(sql, [principal.workspaceId])).rowCount;
    expect(await count('SELECT 1 FROM workflow WHERE workspace_id = $1 AND deleted_at IS NOT NULL')).toBe(1);
    expect(await count("SELECT 1 FROM event WHERE workspace_id = $1 AND data = ''")).toBe(1);
    expect(await count(`SELECT 1 FROM execution WHERE workspace_id = $1 AND trace_id = 'old'`)).toBe(1);
    expect((await getExecution(world.deps, principal, { id: run.id })).id).toBe(run.id);
    const month = new Date(Date.now() + 40 * DAY_MS).toISOString().slice(0, 7).replace('-', '_');
    const { rows } = await pool.query('SELECT to_regclass($1) IS NOT NULL AS made', [`execution_${month}`]);
    expect(rows).toEqual([{ made: true }]);
  });
});
