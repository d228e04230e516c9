import { requestCancel } from '#lib/db/executions.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { TaskRow } from '#lib/db/tasks.ts';
import { stopTree } from '#lib/services/executions/cancel-tree.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import type { TaskOwner } from './task-owner.ts';

/** Stops the run of a task of theirs, wherever it is. One that has ended stays as it is. */
export async function cancelTask(
  deps: Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'clock' | 'logger'>,
  { principal }: TaskOwner,
  { workspaceId, executionId: id }: Pick<TaskRow, 'workspaceId' | 'executionId'>,
): Promise<void> {
  const stopping = await deps.db.transaction(async (tx) => {
    const outcome = await requestCancel(tx, { workspaceId, id });
    if (outcome !== 'idle' && outcome !== 'requested') return false;
    await writeAudit(tx, principal, { action: 'execution.canceled', targetType: 'execution', targetId: id });
    return true;
  });
  if (stopping) await stopTree(deps, { workspaceId, id });
}
