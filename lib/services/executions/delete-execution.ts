import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { deleteRun } from '#lib/db/execution-deletes.ts';
import { dayStart } from '#lib/services/quotas/day.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';
import { getExecution } from './get-execution.ts';
import { runTalliesOf } from './run-tallies.ts';

/**
 * Deletes a run that ended, with its steps, values, files and questions. Runs that it called are runs of their own.
 *
 * @throws {AppError} `not_found`; `conflict` while it, or a run that called it, goes on.
 */
export async function deleteExecution(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'clock'>,
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  requirePermission(principal, 'workflow:delete');
  const { workspaceId } = principal;
  const { status, workflowId } = await getExecution(deps, principal, { id });
  if (!isEnded(status)) throw new AppError('conflict', say('not_ended'));
  await deps.db.transaction(async (tx) => {
    if (!(await deleteRun(tx, { workspaceId, id, today: dayStart(deps.clock.now()) })))
      throw new AppError('conflict', say('run_still_needed'));
    const data = { workflowId, status };
    await writeAudit(tx, principal, { action: 'execution.deleted', targetType: 'execution', targetId: id, data });
  });
  runTalliesOf(deps.db).forget(workspaceId);
}
