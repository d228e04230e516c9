import type { Collection, CollectionSummary } from '#lib/contracts/api/collections.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findCollection, listCollectionRows } from '#lib/db/collections.ts';
import type { Page } from '#lib/db/cursor.ts';
import { notFound, reachOf, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { presentCollection, presentCollectionSummary, toolsOfMembers } from './present-collection.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'catalog' | 'config'>;

/** @throws {AppError} `not_found` */
export async function getCollection(deps: Deps, principal: Principal, { id }: { id: string }): Promise<Collection> {
  requirePermission(principal, 'workflow:read');
  requireReach(principal, id, 'collection');
  const { workspaceId } = principal;
  const { prisma } = deps.db;
  const row = await findCollection(prisma, { workspaceId, id });
  if (!row) throw notFound('collection');
  return presentCollection(deps, principal, row, await toolsOfMembers(deps, prisma, workspaceId, row.members));
}

/** Collections of the workspace, newest first. */
export async function listCollections(
  deps: Pick<Deps, 'db' | 'config'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<CollectionSummary>> {
  requirePermission(principal, 'workflow:read');
  const { workspaceId } = principal;
  const page = await listCollectionRows(deps.db.prisma, { ...query, workspaceId, only: reachOf(principal) });
  return { ...page, items: page.items.map((row) => presentCollectionSummary(deps, principal, row)) };
}
