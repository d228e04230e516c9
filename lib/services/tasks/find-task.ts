import { findTask, findTaskOfRun, type TaskRow } from '#lib/db/tasks.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { isId } from '#lib/shared/ids.ts';
import { readRecordedRun, type RecordedRun } from './recorded-run.ts';
import { askerOf, type TaskOwner } from './task-owner.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'clock'> & Parameters<typeof readRecordedRun>[0];

export interface FoundTask {
  task: TaskRow;
  run: RecordedRun;
}

/** By the task's id, or by the run's. Null for what is not there, not theirs, not this server's, or has expired. */
export async function findOwnTask(
  deps: Deps,
  owner: TaskOwner,
  by: { taskId: string } | { executionId: string },
): Promise<FoundTask | null> {
  const id = 'taskId' in by ? by.taskId : by.executionId;
  if (!isId(id)) return null;
  const asker = askerOf(owner, deps.clock.now());
  const { pool } = deps.db;
  const task = await ('taskId' in by
    ? findTask(pool, { ...asker, id })
    : findTaskOfRun(pool, { ...asker, executionId: id }));
  if (!task) return null;
  const run = await readRecordedRun(deps, { workspaceId: task.workspaceId, id: task.executionId });
  return run && { task, run };
}
