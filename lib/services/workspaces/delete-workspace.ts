import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Account } from '#lib/contracts/principal.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { lockOwnWorkspace } from './lock-own-workspace.ts';
import { announceRetired, retireWorkspace } from './retire-workspace.ts';

/**
 * Deletes a workspace for good: it is gone for everybody, keys are refused, servers and runs stop and secrets are
 * destroyed at once; a worker erases the rest. The slug is never given away. Throws `not_found`, `forbidden` (only owners may).
 */
export async function deleteWorkspace(
  deps: IdentityDeps & Pick<WorkflowDeps, 'bus' | 'queue' | 'logger'>,
  account: Account,
  { id }: { id: string },
): Promise<void> {
  requirePerson(account);
  const retired = await deps.db.transaction(async (tx) => {
    const workspace = await lockOwnWorkspace(tx, account, id);
    requirePermission(workspace, 'workspace:delete');
    return retireWorkspace(tx, account, workspace, deps.clock.now());
  });
  await deps.credentialsChanged({ workspaceId: id });
  await announceRetired(deps, retired);
}
