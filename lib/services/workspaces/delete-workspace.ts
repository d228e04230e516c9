import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { lockOwnWorkspace } from './lock-own-workspace.ts';
import { retireWorkspace } from './retire-workspace.ts';

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
    return retireWorkspace(tx, account, workspace, deps.clock.now());
  });
  await deps.credentialsChanged({ workspaceId: id });
  for (const server of stopped) await announceServer(deps, server);
}
