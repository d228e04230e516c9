import { randomUUID } from 'node:crypto';
import { insertTaskOfRun, type TaskRow } from '#lib/db/tasks.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { askerOf, TASK_TTL_MS, type TaskOwner } from './task-owner.ts';

/**
 * A run that is under way can be asked for from now on. Null while the run itself is not recorded: then nobody may be told of
 * it yet.
 */
export async function keepRun(
  deps: Pick<WorkflowDeps, 'db' | 'clock'>,
  owner: TaskOwner,
  run: { executionId: string; tool: string },
): Promise<TaskRow | null> {
  const { now: createdAt, ...asker } = askerOf(owner, deps.clock.now());
  const task = { ...asker, ...run, id: randomUUID(), createdAt, expiresAt: createdAt + TASK_TTL_MS };
  return (await insertTaskOfRun(deps.db.pool, task)) ? task : null;
}
