import type { Variable } from '#lib/contracts/api/variables.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listVariableRows } from '#lib/db/variables.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { presentVariable } from './present-variable.ts';

/** Variables by name, without the values of secret ones. */
export async function listVariables(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Variable>> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const page = await listVariableRows(deps.db.prisma, { ...query, workspaceId: principal.workspaceId });
  return { items: page.items.map(presentVariable), nextCursor: page.nextCursor };
}
