import type { Workspace } from '#lib/contracts/api/identity.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { listMemberWorkspaces, renameWorkspace } from '#lib/db/workspaces.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentWorkspace } from '../identity/present.ts';
import { requirePerson } from '../identity/require-person.ts';
import { lockOwnWorkspace } from './lock-own-workspace.ts';

/** Renames a workspace of one's own; the slug, and with it every address, stays. Throws `not_found`, `forbidden`. */
export async function updateWorkspace(
  deps: IdentityDeps,
  account: Account,
  { id, name }: { id: string; name: string },
): Promise<Workspace> {
  requirePerson(account);
  const { userId } = account;
  const workspace = await deps.db.transaction(async (tx) => {
    const before = await lockOwnWorkspace(tx, account, id);
    requirePermission(before, 'workspace:update');
    if (name === before.name) return before;
    await renameWorkspace(tx, { workspaceId: id, name });
    await writeAudit(
      tx,
      { ...account, workspaceId: id },
      { action: 'workspace.renamed', targetType: 'workspace', targetId: id, data: { from: before.name, to: name } },
    );
    const [after] = await listMemberWorkspaces(tx, { userId, workspaceId: id });
    return after ?? { ...before, name };
  });
  await deps.credentialsChanged({ workspaceId: id });
  return presentWorkspace(workspace);
}
