import type { z } from 'zod';
import type { listErrorWorkflows as contract } from '#lib/contracts/api/error-workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { reachOf } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { knownErrorWorkflows } from './known-error-workflows.ts';

/** What may be chosen as an error workflow. */
export async function listErrorWorkflows(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
): Promise<z.infer<(typeof contract.responses)[200]>> {
  requirePermission(principal, 'workflow:read');
  const reach = reachOf(principal);
  const known = await knownErrorWorkflows(deps, principal.workspaceId);
  const items = known
    .filter(({ workflowId }) => reach === null || reach.includes(workflowId))
    .map(({ workflowId: id, name, live }) => ({ id, name, deployed: live }));
  return { items };
}
