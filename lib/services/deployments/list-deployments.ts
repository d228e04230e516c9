import type { z } from 'zod';
import type { Deployment, listDeployments as contract } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listDeploymentRows } from '#lib/db/deployments.ts';
import { reachOf } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { presentDeployment } from './get-deployment.ts';

/** Deployments of the workspace, newest first. */
export async function listDeployments(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  query: z.infer<typeof contract.query>,
): Promise<Page<Deployment>> {
  requirePermission(principal, 'workflow:read');
  const page = await listDeploymentRows(deps.db.pool, {
    ...query,
    workspaceId: principal.workspaceId,
    only: reachOf(principal),
  });
  const { mcpPublicUrl } = deps.config;
  return {
    items: page.items.map((row) => presentDeployment(row, principal.workspaceSlug, mcpPublicUrl)),
    nextCursor: page.nextCursor,
  };
}
