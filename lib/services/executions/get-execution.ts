import { findErrorRun, findFailedExecution } from '#lib/db/error-runs.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { notFound, reachOf, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { withCalledRuns } from './called-runs.ts';
import { readExecution } from './read-execution.ts';

/** One execution with its steps, the runs that they called, and what it has to do with error workflows. @throws {AppError} `not_found` */
export async function getExecution(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id, values = 'whole' }: { id: string; values?: 'whole' | 'named' },
): Promise<Execution> {
  requirePermission(principal, 'execution:read');
  const { workspaceId } = principal;
  const found = await readExecution(deps.db.pool, { workspaceId, id }, { values });
  if (!found) throw notFound('execution');
  requireReach(principal, found.workflowId, 'execution');
  const execution = await withCalledRuns(deps.db.pool, { workspaceId, reach: reachOf(principal) }, found);
  return { ...execution, ...(await errorLinks(deps, principal, execution)) };
}

/** Runs that succeeded ask nothing. */
async function errorLinks(
  { db: { pool } }: Pick<WorkflowDeps, 'db'>,
  { workspaceId }: Principal,
  { id, status, trigger }: Execution,
): Promise<Pick<Execution, 'errorRun' | 'failedExecutionId'>> {
  const failed = status === 'error' || status === 'timeout' || status === 'crashed';
  const errorRun = failed ? await findErrorRun(pool, { workspaceId, executionId: id }) : null;
  const failedId = trigger === 'error' ? await findFailedExecution(pool, { workspaceId, runId: id }) : null;
  return { ...(errorRun && { errorRun }), ...(failedId !== null && { failedExecutionId: failedId }) };
}
