import { roleSchema, type Role } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import type { Workspace } from './generated/client.ts';

export type WorkspaceWithRole = Workspace & { role: Role };

/** The workspace together with its owner's membership. */
export async function createWorkspaceWithOwner(
  tx: Tx,
  workspace: { id: string; slug: string; name: string; ownerId: string },
): Promise<WorkspaceWithRole> {
  const row = await tx.workspace.create({ data: { id: workspace.id, slug: workspace.slug, name: workspace.name } });
  await tx.membership.create({
    data: { id: newId(), workspaceId: row.id, userId: workspace.ownerId, role: 'owner' satisfies Role },
  });
  return { ...row, role: 'owner' };
}

/** Workspaces that a person belongs to, oldest membership first; `workspaceId` narrows to one (an API key's). */
export async function listMemberWorkspaces(
  tx: Tx,
  query: { userId: string; workspaceId?: string | undefined },
): Promise<WorkspaceWithRole[]> {
  const rows = await tx.membership.findMany({
    where: {
      userId: query.userId,
      workspace: { deletedAt: null },
      ...(query.workspaceId ? { workspaceId: query.workspaceId } : {}),
    },
    orderBy: { id: 'asc' },
    include: { workspace: true },
  });
  return rows.map((row) => ({ ...row.workspace, role: roleSchema.parse(row.role) }));
}
