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

export async function renameWorkspace(tx: Tx, change: { workspaceId: string; name: string }): Promise<void> {
  await tx.workspace.updateMany({
    where: { id: change.workspaceId, deletedAt: null },
    data: { name: change.name },
  });
}

/** Soft: nothing of it is served any more, its rows stay. False when it was deleted before. `now` in ms. */
export async function markWorkspaceDeleted(tx: Tx, query: { workspaceId: string; now: number }): Promise<boolean> {
  const { count } = await tx.workspace.updateMany({
    where: { id: query.workspaceId, deletedAt: null },
    data: { deletedAt: new Date(query.now) },
  });
  return count === 1;
}

/** Workflows of a workspace whose servers are live. */
export async function listLiveWorkflowIds(tx: Tx, query: { workspaceId: string }): Promise<string[]> {
  const rows = await tx.server.findMany({
    where: { workspaceId: query.workspaceId, activeDeploymentId: { not: null } },
    select: { workflowId: true },
    orderBy: { workflowId: 'asc' },
  });
  return rows.map((row) => row.workflowId);
}

export async function findWorkspaceName(tx: Tx, query: { workspaceId: string }): Promise<string | null> {
  const row = await tx.workspace.findFirst({
    where: { id: query.workspaceId, deletedAt: null },
    select: { name: true },
  });
  return row?.name ?? null;
}

/** What a workspace is called; null once it is deleted. */
export async function findWorkspace(
  tx: Tx,
  query: { workspaceId: string },
): Promise<{ id: string; slug: string; name: string } | null> {
  return tx.workspace.findFirst({
    where: { id: query.workspaceId, deletedAt: null },
    select: { id: true, slug: true, name: true },
  });
}
