import type { Workflow } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findWorkflow, type WorkflowWithDraft } from '#lib/db/workflows.ts';
import { presentWorkflow } from './present-workflow.ts';
import { notFound, requireReach } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** @throws {AppError} `not_found` */
export async function getWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Workflow> {
  requirePermission(principal, 'workflow:read');
  return presentWorkflow(await requireWorkflow(deps, principal, id), principal, deps.config.mcpPublicUrl);
}

/** A workflow that the principal may see. @throws {AppError} `not_found` */
export async function requireWorkflow(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  id: string,
): Promise<WorkflowWithDraft> {
  requireReach(principal, id);
  const row = await findWorkflow(deps.db.pool, { workspaceId: principal.workspaceId, id });
  if (!row) throw notFound('workflow');
  return row;
}
