import type { z } from 'zod';
import type { listVersions as contract, Version } from '#lib/contracts/api/versions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listVersionRows } from '#lib/db/versions.ts';
import { requireWorkflow } from './get-workflow.ts';
import { presentVersion } from './get-version.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Numbered versions, newest first. @throws {AppError} `not_found` */
export async function listVersions(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id, ...query }: { id: string } & z.infer<typeof contract.query>,
): Promise<Page<Version>> {
  requirePermission(principal, 'workflow:read');
  await requireWorkflow(deps, principal, id);
  const page = await listVersionRows(deps.db.pool, {
    ...query,
    workspaceId: principal.workspaceId,
    workflowId: id,
  });
  return { items: page.items.map(presentVersion), nextCursor: page.nextCursor };
}
