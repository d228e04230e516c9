import type { Version } from '#lib/contracts/api/versions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findVersion, type VersionRow, type VersionWithDefinition } from '#lib/db/versions.ts';
import { readDefinition } from './present-workflow.ts';
import { notFound, requireReach } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** One numbered version with its definition. @throws {AppError} `not_found` */
export async function getVersion(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  key: { id: string; version: number },
): Promise<Version & { definition: WorkflowDefinition }> {
  requirePermission(principal, 'workflow:read');
  const row = await requireVersion(deps, principal, key);
  return { ...presentVersion(row), definition: readDefinition(row.definition) };
}

/** A version of a workflow that the principal may see. @throws {AppError} `not_found` */
export async function requireVersion(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id, version }: { id: string; version: number },
): Promise<VersionWithDefinition> {
  requireReach(principal, id);
  const row = await findVersion(deps.db.pool, {
    workspaceId: principal.workspaceId,
    workflowId: id,
    number: version,
  });
  if (!row) throw notFound('version');
  return row;
}

export function presentVersion(row: VersionRow): Version {
  const { createdById, createdByName } = row;
  return {
    version: row.number,
    message: row.message,
    hash: row.hash,
    createdAt: row.createdAt.toISOString(),
    createdBy: createdById !== null && createdByName !== null ? { id: createdById, name: createdByName } : null,
    live: row.live,
  };
}
