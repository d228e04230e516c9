import type { z } from 'zod';
import type { listExecutions as contract } from '#lib/contracts/api/executions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { ExecutionSummary } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listExecutionRows } from '#lib/db/execution-lists.ts';
import { reachOf } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { presentSummary } from './present-execution.ts';

/** Executions of the workspace, newest first. */
export async function listExecutions(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  query: z.infer<typeof contract.query>,
): Promise<Page<ExecutionSummary>> {
  requirePermission(principal, 'execution:read');
  const page = await listExecutionRows(deps.db.pool, {
    ...query,
    workspaceId: principal.workspaceId,
    only: reachOf(principal),
  });
  return { items: page.items.map(presentSummary), nextCursor: page.nextCursor };
}
