import type { VariableWithUses } from '#lib/contracts/api/variables.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findVariable } from '#lib/db/variables.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { findVariableUses } from './find-variable-uses.ts';
import { presentVariable } from './present-variable.ts';

/** One variable and where it is named, without its value if it is secret. @throws {AppError} `not_found` */
export async function getVariable(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { name }: { name: string },
): Promise<VariableWithUses> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const { workspaceId, userId } = principal;
  const row = await findVariable(deps.db.prisma, { workspaceId, name });
  if (!row) throw notFound('variable');
  return { ...presentVariable(row), usedBy: await findVariableUses(deps, { workspaceId, userId, name }) };
}
