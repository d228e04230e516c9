import { describe, expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { saveQuota } from '#lib/db/quotas.ts';
import { getUsage } from '#lib/services/quotas/get-usage.ts';
import { deleteExecution } from './delete-execution.ts';
import { countDeletable, deleteOldExecutions } from './delete-old-executions.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { listExecutions } from './list-executions.ts';

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

describe('runs that are deleted', () => {
  const world = useWorld();
  const { query } = { query: (text: string, values: unknown[]) => world.deps.db.pool.query(text, values) };

  interface Kept {
    workflowId?: string;
    ageDays?: number;
    status?: string;
    parent?: string;
    root?: string;
  }
  /** A run as the log has it. */
  const aRun = async (principal: Principal, { workflowId = newId(), ageDays = 0, ...run }: Kept = {}) => {
    const id = idFloor(Date.now() - ageDays * DAY_MS - 1).slice(0, 24) + newId().slice(24);
    await query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id,
         parent_execution_id, root_execution_id) VALUES ($1, $2, $3, $3, 'direct', $4, 'api', 'start', 'x', $5, $6)`,
      [id, principal.workspaceId, workflowId, run.status ?? 'success', run.parent ?? null, run.root ?? null],
    );
    return id;
  };
  /** One row in every table that names it. */
  const withEverything = async ({ workspaceId }: Principal, id: string): Promise<void> => {
    const key = [id, workspaceId];
    await query(
      `INSERT INTO execution_step (execution_id, workspace_id, seq, record) VALUES ($1, $2, 1, '\\x00')`,
      key,
    );
    await query(
      `INSERT INTO effect (execution_id, workspace_id, key, node_id, kind, intended_at) VALUES ($1, $2, 'k', 'n', 'write', now())`,
      key,
    );
    await query(
      `INSERT INTO event (id, workspace_id, execution_id, type, data) VALUES (gen_random_uuid(), $2, $1, 'step.finished', '')`,
      key,
    );
    await query(
      `INSERT INTO stored_value (id, workspace_id, execution_id, sha256, size, bytes) VALUES (gen_random_uuid(), $2, $1, '\\x00', 1, '\\x00')`,
      key,
    );
    await query(
      `INSERT INTO approval (id, workspace_id, workflow_id, execution_id, step_id, key, status, open, on_timeout, created_at, expires_at)
       VALUES (gen_random_uuid(), $2, $1, $1, 'ask', 'ask', 'closed', true, 'reject', now(), now())`,
      key,
    );
    await query(
      `INSERT INTO file (id, workspace_id, execution_id, name, mime_type, size, sha256, ready_at)
       VALUES (gen_random_uuid(), $2, $1, 'a.txt', 'text/plain', 1, '\\x00', now())`,
      key,
    );
    await query(`INSERT INTO mcp_call (execution_id, workspace_id, expires_at) VALUES ($1, $2, now())`, key);
    await query(
      `INSERT INTO task (id, workspace_id, server_id, execution_id, caller, tool, created_at, expires_at)
       VALUES (gen_random_uuid(), $2, $1, $1, '\\x00', 't', now(), now())`,
      key,
    );
    await query(
      `INSERT INTO error_run (execution_id, workspace_id, error_workflow_id, settled_at) VALUES ($1, $2, $1, now())`,
      key,
    );
  };
  const namedAnywhere = async (id: string): Promise<string[]> => {
    const { rows } = await query(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE column_name = 'execution_id' AND table_schema = 'public'
         AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')`,
      [],
    );
    const named: string[] = [];
    for (const { name } of rows as { name: string }[]) {
      if ((await query(`SELECT 1 FROM "${name}" WHERE execution_id = $1`, [id])).rowCount) named.push(name);
    }
    return named.toSorted();
  };
  const left = async (principal: Principal): Promise<string[]> => {
    const { rows } = await query('SELECT id FROM execution WHERE workspace_id = $1', [principal.workspaceId]);
    return (rows as { id: string }[]).map(({ id }) => id).toSorted();
  };

  it('take with them all that is theirs, and the audit log says who did it', async () => {
    const principal = await world.newWorkspace();
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const [gone, stays] = [await aRun(principal, { workflowId }), await aRun(principal, { workflowId })];
    for (const id of [gone, stays]) await withEverything(principal, id);
    expect((await namedAnywhere(gone)).length).toBeGreaterThan(8);
    await deleteExecution(world.deps, principal, { id: gone });
    expect(await namedAnywhere(gone)).toEqual([]);
    expect((await namedAnywhere(stays)).length).toBeGreaterThan(8);
    expect((await listExecutions(world.deps, principal, { limit: 10 })).items.map(({ id }) => id)).toEqual([stays]);
    const { rows } = await query(
      `SELECT actor_id AS by, target_id AS id, data FROM audit_event WHERE workspace_id = $1 AND action = 'execution.deleted'`,
      [principal.workspaceId],
    );
    expect(rows).toEqual([{ by: principal.userId, id: gone, data: { workflowId, status: 'success' } }]);
    await expect(deleteExecution(world.deps, principal, { id: gone })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('have ended, and nobody may ask for them any more', async () => {
    const principal = await world.newWorkspace();
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const refused = (id: string) =>
      expect(deleteExecution(world.deps, principal, { id })).rejects.toMatchObject({ code: 'conflict' });
    const caller = await aRun(principal, { workflowId, status: 'waiting', ageDays: 9 });
    const called = await aRun(principal, { workflowId, parent: caller, root: caller, ageDays: 9 });
    const below = await aRun(principal, { workflowId, parent: called, root: caller, ageDays: 9 });
    const failed = await aRun(principal, { workflowId, status: 'error', ageDays: 9 });
    await query(`INSERT INTO error_run (execution_id, workspace_id, error_workflow_id) VALUES ($1, $2, $1)`, [
      failed,
      principal.workspaceId,
    ]);
    for (const id of [caller, called, below, failed]) await refused(id);
    expect(await deleteOldExecutions(world.deps, principal, { before: daysAgo(0) })).toEqual({
      deleted: 0,
      more: false,
    });
    await query(`UPDATE execution SET status = 'success' WHERE id = $1`, [caller]);
    await query(`UPDATE error_run SET settled_at = now() WHERE execution_id = $1`, [failed]);
    expect(await deleteOldExecutions(world.deps, principal, { before: daysAgo(0) })).toMatchObject({ deleted: 4 });
  });

  it('are those before a moment, of one workflow if one is named, and of no other workspace', async () => {
    const [principal, neighbour] = [await world.newWorkspace(), await world.newWorkspace()];
    const [one, other] = [newId(), newId()];
    const old = await aRun(principal, { workflowId: one, ageDays: 8 });
    const young = await aRun(principal, { workflowId: one, ageDays: 6 });
    const others = await aRun(principal, { workflowId: other, ageDays: 8 });
    const foreign = await aRun(neighbour, { workflowId: one, ageDays: 8 });
    const before = daysAgo(7);
    expect(await countDeletable(world.deps, principal, { before })).toEqual({ count: 2, more: false });
    expect(await countDeletable(world.deps, principal, { before, workflowId: one })).toMatchObject({ count: 1 });
    expect(await deleteOldExecutions(world.deps, principal, { before, workflowId: one })).toMatchObject({ deleted: 1 });
    expect(await left(principal)).toEqual([young, others].toSorted());
    expect(old).not.toBe(young);
    expect(await deleteOldExecutions(world.deps, principal, { before })).toMatchObject({ deleted: 1 });
    expect([await left(principal), await left(neighbour)]).toEqual([[young], [foreign]]);
  });

  it('are many: more than one bite, until none is left', async () => {
    const principal = await world.newWorkspace();
    await query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id)
       SELECT ($2::text || lpad(to_hex(n), 12, '0'))::uuid, $1, $1, $1, 'direct', 'success', 'api', 'start', 'x'
       FROM generate_series(1, 450) AS n`,
      [principal.workspaceId, idFloor(Date.now() - 2 * DAY_MS).slice(0, 24)],
    );
    const before = daysAgo(1);
    let deleted = 0;
    for (let more = true; more;) {
      const answer = await deleteOldExecutions(world.deps, principal, { before });
      deleted += answer.deleted;
      more = answer.more;
    }
    expect([deleted, await left(principal)]).toEqual([450, []]);
  });

  it('count for the runs of their day all the same', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const [today, yesterday] = [
      await aRun(principal, { workflowId }),
      await aRun(principal, { workflowId, ageDays: 1 }),
    ];
    await aRun(principal, { workflowId });
    const used = async () => (await getUsage(world.deps, principal)).executionsPerDay.used;
    expect(await used()).toBe(2);
    for (const id of [today, yesterday]) await deleteExecution(world.deps, principal, { id });
    expect(await used()).toBe(2);
    await saveQuota(world.deps.db.prisma, { workspaceId, executionsPerDay: 2 });
    const run = executeWorkflow(world.deps, principal, { id: workflowId, mode: 'async', input: { text: 'x' } });
    await expect(run).rejects.toMatchObject({ code: 'daily_quota_reached' });
  });

  it('are deleted by those who may: not by viewers, nor by keys beyond their workflows', async () => {
    const principal = await world.newWorkspace();
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const [mine, theirs] = [
      await aRun(principal, { workflowId, ageDays: 2 }),
      await aRun(principal, { workflowId: newId(), ageDays: 2 }),
    ];
    const before = daysAgo(1);
    const viewer: Principal = { ...principal, role: 'viewer' };
    await expect(deleteExecution(world.deps, viewer, { id: mine })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(deleteOldExecutions(world.deps, viewer, { before })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(countDeletable(world.deps, viewer, { before })).rejects.toMatchObject({ code: 'forbidden' });
    const rights = {
      id: newId(),
      scopes: ['api:write'],
      servers: [workflowId],
      tools: null,
      readOnly: false,
      limits: {},
    };
    const key = { ...principal, kind: 'apiKey', apiKey: rights } as Principal;
    const foreign = { before, workflowId: newId() };
    await expect(deleteOldExecutions(world.deps, key, foreign)).rejects.toMatchObject({ code: 'not_found' });
    expect(await deleteOldExecutions(world.deps, key, { before })).toMatchObject({ deleted: 1 });
    expect(await left(principal)).toEqual([theirs]);
  });
});
