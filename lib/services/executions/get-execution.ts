import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { readExecution } from './read-execution.ts';

/** One execution with its steps. @throws {AppError} `not_found` */
export async function getExecution(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Execution> {
  requirePermission(principal, 'execution:read');
  const execution = await readExecution(deps.db.pool, { workspaceId: principal.workspaceId, id });
  if (!execution) throw notFound('execution');
  requireReach(principal, execution.workflowId, 'execution');
  return execution;
}
