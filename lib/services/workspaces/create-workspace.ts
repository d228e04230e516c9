import type { Workspace } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { claimSlug, slugify } from '#lib/db/slugs.ts';
import { createWorkspaceWithOwner } from '#lib/db/workspaces.ts';
import { newId } from '#lib/shared/ids.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentWorkspace } from '../identity/present.ts';
import { requirePerson } from '../identity/require-person.ts';

/** A workspace whose owner is the person that asks. Throws `forbidden` for API keys. */
export async function createWorkspace(
  deps: IdentityDeps,
  account: Account,
  input: { name: string },
): Promise<Workspace> {
  requirePerson(account);
  const id = newId();
  const workspace = await deps.db.transaction(async (tx) => {
    const slug = await claimSlug(tx, { scope: 'workspace', wanted: slugify(input.name, 'workspace'), objectId: id });
    const created = await createWorkspaceWithOwner(tx, { id, slug, name: input.name, ownerId: account.userId });
    const actor = { ...account, workspaceId: id };
    await writeAudit(tx, actor, { action: 'workspace.created', targetType: 'workspace', targetId: id, data: { slug } });
    return created;
  });
  await deps.credentialsChanged({ userId: account.userId, workspaceId: id });
  return presentWorkspace(workspace);
}
