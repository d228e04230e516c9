import type { z } from 'zod';
import type { Approval, listApprovals as contract } from '#lib/contracts/api/approvals.ts';
import { requirePermission, roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listApprovalRows } from '#lib/db/approvals.ts';
import type { Page } from '#lib/db/cursor.ts';
import { reachOf } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { namesOf, presentApproval } from './present-approval.ts';

/** Questions of the workspace's runs, newest first; with `assignee` those that the caller may answer, or might have. */
export async function listApprovals(
  deps: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { assignee, ...query }: z.infer<typeof contract.query>,
): Promise<Page<Approval>> {
  requirePermission(principal, 'execution:read');
  const mine = { names: namesOf(principal), open: roleAllows(principal.role, 'workflow:execute') };
  const page = await listApprovalRows(deps.db.pool, {
    ...query,
    workspaceId: principal.workspaceId,
    only: reachOf(principal),
    ...(assignee === 'me' && { assignee: mine }),
  });
  const now = deps.clock.now();
  return { items: page.items.map((row) => presentApproval(row, principal, now)), nextCursor: page.nextCursor };
}
