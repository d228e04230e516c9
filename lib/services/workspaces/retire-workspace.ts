import type { Account } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { pointServer } from '#lib/db/deployments.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import { listLiveWorkflowIds, markWorkspaceDeleted } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** A server that stopped; announce it after the commit. */
export interface StoppedServer {
  workspaceId: string;
  workflowId: string;
  generation: number;
}

/**
 * Deletes a locked workspace softly and stops its servers. Returns these. Throws `not_found` when it was deleted before.
 */
export async function retireWorkspace(
  tx: Tx,
  account: Account,
  workspace: { id: string; name: string },
  now: number,
): Promise<StoppedServer[]> {
  const workspaceId = workspace.id;
  const stopped: StoppedServer[] = [];
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
  return stopped;
}
