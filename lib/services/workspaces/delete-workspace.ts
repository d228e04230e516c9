import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { pointServer } from '#lib/db/deployments.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import { listLiveWorkflowIds, markWorkspaceDeleted } from '#lib/db/workspaces.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { lockOwnWorkspace } from './lock-own-workspace.ts';

/**
 * Deletes a workspace softly: it is gone for everybody, keys are refused, servers stop at once; the slug is never given
 * away. Throws `not_found`, `forbidden` (only owners may).
 */
export async function deleteWorkspace(
  deps: IdentityDeps & Pick<WorkflowDeps, 'bus' | 'logger'>,
  account: Account,
  { id }: { id: string },
): Promise<void> {
  requirePerson(account);
  const stopped = await deps.db.transaction(async (tx) => {
    const workspace = await lockOwnWorkspace(tx, account, id);
    requirePermission(workspace, 'workspace:delete');
    const servers = [];
    for (const workflowId of await listLiveWorkflowIds(tx, { workspaceId: id })) {
      const key = { workspaceId: id, workflowId };
      if (!(await lockWorkflow(tx, { workspaceId: id, id: workflowId }))) continue;
      servers.push({ ...key, generation: await pointServer(tx, key, null, 'stopped') });
    }
    await writeAudit(
      tx,
      { ...account, workspaceId: id },
      { action: 'workspace.deleted', targetType: 'workspace', targetId: id, data: { name: workspace.name } },
    );
    const gone = await markWorkspaceDeleted(tx, { workspaceId: id, now: deps.clock.now() });
    if (!gone) throw new AppError('not_found', 'There is no such workspace');
    return servers;
  });
  await deps.credentialsChanged({ workspaceId: id });
  for (const server of stopped) await announceServer(deps, server);
}
