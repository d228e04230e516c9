import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findDeployment, type DeploymentRow } from '#lib/db/deployments.ts';
import { serverUrl } from '#lib/services/workflows/present-workflow.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

export function presentDeployment(row: DeploymentRow, workspaceSlug: string, mcpPublicUrl: string): Deployment {
  return {
    id: row.id,
    workflowId: row.workflowId,
    version: row.version,
    status: row.status,
    url: serverUrl(mcpPublicUrl, workspaceSlug, row.workflowSlug),
    tools: row.tools,
    prompts: row.prompts,
    resources: row.resources,
    contract: row.contract,
    message: row.message,
    createdAt: row.createdAt.toISOString(),
    deployedAt: row.deployedAt?.toISOString() ?? null,
    ...(row.error && { error: row.error }),
  };
}

/** @throws {AppError} `not_found` */
export async function getDeployment(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Deployment> {
  requirePermission(principal, 'workflow:read');
  const row = await requireDeployment(deps, principal, id);
  return presentDeployment(row, principal.workspaceSlug, deps.config.mcpPublicUrl);
}

/** A deployment of a workflow that the principal may see. @throws {AppError} `not_found` */
export async function requireDeployment(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  id: string,
): Promise<DeploymentRow> {
  const row = await findDeployment(deps.db.pool, { workspaceId: principal.workspaceId, id });
  if (!row) throw notFound('deployment');
  requireReach(principal, row.workflowId, 'deployment');
  return row;
}
