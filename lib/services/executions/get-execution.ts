import { findErrorRun, findFailedExecution } from '#lib/db/error-runs.ts';
import { findObstacle } from '#lib/db/run-slots.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { notFound, reachOf, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { withCalledRuns } from './called-runs.ts';
import { withEditors } from './edited-steps.ts';
import { readExecution } from './read-execution.ts';

/**
 * One execution with its steps, the runs that they called, what keeps it from beginning, and what it has to do with error
 * workflows. `values`: large ones whole, or named only.
 *
 * @throws {AppError} `not_found`
 */
export async function getExecution(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  { id, values = 'whole' }: { id: string; values?: 'whole' | 'named' },
): Promise<Execution> {
  requirePermission(principal, 'execution:read');
  const { workspaceId } = principal;
  const found = await readExecution(deps.db.pool, { workspaceId, id }, { values });
  if (!found) throw notFound('execution');
  requireReach(principal, found.workflowId, 'execution');
  const named = await withEditors(deps.db.pool, workspaceId, found);
  const execution = await withCalledRuns(deps.db.pool, { workspaceId, reach: reachOf(principal) }, named);
  return {
    ...execution,
    ...(await errorLinks(deps, principal, execution)),
    ...(execution.status === 'queued' && (await obstacleOf(deps, principal, execution))),
  };
}

async function obstacleOf(
  { db, config }: Pick<WorkflowDeps, 'db' | 'config'>,
  { workspaceId }: Principal,
  { id }: Execution,
): Promise<Pick<Execution, 'obstacle'>> {
  const mostPerWorkspace = config.quotas.concurrentRuns;
  const obstacle = await findObstacle(db.pool, { workspaceId, id, mostPerWorkspace });
  return obstacle ? { obstacle } : {};
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
