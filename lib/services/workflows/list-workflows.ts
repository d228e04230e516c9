import type { z } from 'zod';
import type { listWorkflows as contract, WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listWorkflowRows } from '#lib/db/workflows.ts';
import { presentWorkflowSummary } from './present-workflow.ts';
import { reachOf } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Workflows of the workspace, last changed first. */
export async function listWorkflows(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  query: z.infer<typeof contract.query>,
): Promise<Page<WorkflowSummary>> {
  requirePermission(principal, 'workflow:read');
  const page = await listWorkflowRows(deps.db.pool, {
    ...query,
    workspaceId: principal.workspaceId,
    only: reachOf(principal),
  });
  return {
    items: page.items.map((row) => presentWorkflowSummary(row, principal, deps.config.mcpPublicUrl)),
    nextCursor: page.nextCursor,
  };
}
