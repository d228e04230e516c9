import { randomUUID } from 'node:crypto';
import { packJson } from '#lib/db/packed-json.ts';
import { insertTask, type TaskRow } from '#lib/db/tasks.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import { insertRun, type NewRun } from '#lib/services/executions/insert-run.ts';
import { ring } from '#lib/services/executions/ring.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { askerOf, TASK_TTL_MS, type TaskOwner } from './task-owner.ts';

/** Records a run for workers together with its task, then rings. What comes back is committed. */
export async function beginTask(
  deps: Pick<WorkflowDeps, 'db' | 'queue' | 'clock' | 'logger'>,
  owner: TaskOwner,
  { tool, client, ...run }: NewRun & { tool: string; client: CallingClient | undefined },
): Promise<TaskRow> {
  const { now: createdAt, ...asker } = askerOf(owner, deps.clock.now());
  const expiresAt = createdAt + TASK_TTL_MS;
  const task = { ...asker, id: randomUUID(), executionId: run.executionId, tool, createdAt, expiresAt };
  const bell = await deps.db.transaction(async (tx) => {
    const inserted = await insertRun(tx, deps.clock, run);
    await insertTask(tx, { ...task, client: client ? packJson(client) : null });
    return inserted;
  });
  if (bell.wake > 0) await ring(deps, bell);
  return task;
}
