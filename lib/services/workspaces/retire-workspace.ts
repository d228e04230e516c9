import type { Account } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { pointServer } from '#lib/db/deployments.ts';
import { beginWorkspaceErasure, cancelRunsOf } from '#lib/db/erasures.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import { announceDeletion, ringErasure } from '#lib/services/erasure/announce-erasure.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import { listLiveWorkflowIds, markWorkspaceDeleted } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** A deleted workspace; announce it after the commit. */
export interface RetiredWorkspace {
  workspaceId: string;
  erasureId: string;
  stopped: { workspaceId: string; workflowId: string; generation: number }[];
}

/**
 * Deletes a locked workspace: stops its servers, cancels its runs, destroys its secrets, and notes that the rest is to be
 * erased. Throws `not_found` when it was deleted before.
 */
export async function retireWorkspace(
  tx: Tx,
  account: Account,
  workspace: { id: string; name: string },
  now: number,
): Promise<RetiredWorkspace> {
  const workspaceId = workspace.id;
  const stopped: RetiredWorkspace['stopped'] = [];
  for (const workflowId of await listLiveWorkflowIds(tx, { workspaceId })) {
    const key = { workspaceId, workflowId };
    if (!(await lockWorkflow(tx, { workspaceId, id: workflowId }))) continue;
    stopped.push({ ...key, generation: await pointServer(tx, key, null, 'stopped') });
  }
  await writeAudit(
    tx,
    { ...account, workspaceId },
    { action: 'workspace.deleted', targetType: 'workspace', targetId: workspaceId, data: { name: workspace.name } },
  );
  if (!(await markWorkspaceDeleted(tx, { workspaceId, now }))) {
    throw new AppError('not_found', 'There is no such workspace');
  }
  await cancelRunsOf(tx, { workspaceId });
  return { workspaceId, stopped, erasureId: await beginWorkspaceErasure(tx, { workspaceId, now }) };
}

/** After the commit: servers and runs stop everywhere, and a worker begins to erase. */
export async function announceRetired(
  deps: Pick<WorkflowDeps, 'bus' | 'queue' | 'logger'>,
  { workspaceId, stopped, erasureId }: RetiredWorkspace,
): Promise<void> {
  await announceDeletion(deps, workspaceId);
  for (const server of stopped) await announceServer(deps, server);
  await ringErasure(deps, erasureId);
}
