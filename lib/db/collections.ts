import { z } from 'zod';
import {
  readServerSettings,
  serverAccessSchema,
  type ServerAccess,
  type ServerSettings,
} from '#lib/contracts/server-settings.ts';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import type { Prisma } from './generated/client.ts';
import { claimSlug, slugify } from './slugs.ts';

interface Key {
  workspaceId: string;
  id: string;
}

/** A workflow in a collection; `names`: what its tools are called there, null for those left out. */
export interface CollectionMember {
  workflowId: string;
  names: Readonly<Record<string, string | null>>;
}

/** A collection as it is stored. */
export interface CollectionRow {
  id: string;
  slug: string;
  name: string;
  description: string;
  access: ServerAccess;
  settings: ServerSettings;
  createdAt: Date;
  /** Those whose workflow is there, in their order. */
  members: (CollectionMember & { name: string; live: boolean })[];
}

const shown = {
  members: {
    where: { workflow: { deletedAt: null } },
    orderBy: { position: 'asc' },
    include: { workflow: { select: { name: true, server: { select: { activeDeploymentId: true } } } } },
  },
} as const satisfies Prisma.CollectionInclude;

export const memberNamesSchema = z.record(z.string(), z.string().nullable());

function present(row: Prisma.CollectionGetPayload<{ include: typeof shown }>): CollectionRow {
  const { id, slug, name, description, createdAt } = row;
  return {
    id,
    slug,
    name,
    description,
    createdAt,
    access: serverAccessSchema.parse(row.access),
    settings: readServerSettings(row.settings),
    members: row.members.map(({ workflowId, names, workflow }) => ({
      workflowId,
      names: memberNamesSchema.parse(names),
      name: workflow.name,
      live: workflow.server?.activeDeploymentId != null,
    })),
  };
}

export async function findCollection(tx: Tx, { workspaceId, id }: Key): Promise<CollectionRow | null> {
  const row = await tx.collection.findFirst({ where: { id, workspaceId, deletedAt: null }, include: shown });
  return row && present(row);
}

/** Newest first; `only`: of these ids, if a list is given. */
export async function listCollectionRows(
  tx: Tx,
  query: { workspaceId: string; limit: number; cursor?: string | undefined; only: readonly string[] | null },
): Promise<Page<CollectionRow>> {
  const before = decodeIdCursor(query.cursor);
  const rows = await tx.collection.findMany({
    where: {
      workspaceId: query.workspaceId,
      deletedAt: null,
      AND: [before ? { id: { lt: before } } : {}, query.only ? { id: { in: [...query.only] } } : {}],
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    include: shown,
  });
  return pageById(rows.map(present), query.limit);
}

export async function countCollections(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<number> {
  return tx.collection.count({ where: { workspaceId, deletedAt: null } });
}

/** How many of these ids are collections of the workspace. */
export async function countCollectionsOf(
  tx: Tx,
  query: { workspaceId: string; ids: readonly string[] },
): Promise<number> {
  return tx.collection.count({
    where: { workspaceId: query.workspaceId, deletedAt: null, id: { in: [...query.ids] } },
  });
}

/** A new collection without members. Its slug is none that a workflow or collection of the workspace has or ever had. */
export async function insertCollection(
  tx: Tx,
  { workspaceId, name, description }: { workspaceId: string; name: string; description: string },
): Promise<string> {
  const id = newId();
  const wanted = slugify(name, 'collection');
  const slug = await claimSlug(tx, { scope: `workflow:${workspaceId}`, wanted, objectId: id });
  await tx.collection.create({ data: { id, workspaceId, slug, name, description } });
  return id;
}

/** Changes a collection and counts its generation up. Null: there is none such. */
export async function updateCollectionRow(
  tx: Tx,
  { workspaceId, id }: Key,
  set: Partial<{
    name: string;
    description: string;
    access: ServerAccess;
    settings: ServerSettings;
    deletedAt: Date;
  }>,
): Promise<number | null> {
  const { count } = await tx.collection.updateMany({
    where: { id, workspaceId, deletedAt: null },
    data: { ...set, generation: { increment: 1 }, updatedAt: new Date() },
  });
  if (count === 0) return null;
  const row = await tx.collection.findFirst({ where: { id, workspaceId }, select: { generation: true } });
  return row?.generation ?? null;
}

/** Puts these members in place of those that are there. All are workflows of the workspace. */
export async function replaceMembers(
  tx: Tx,
  { workspaceId, id }: Key,
  members: readonly CollectionMember[],
): Promise<void> {
  await tx.collectionMember.deleteMany({ where: { collectionId: id, collection: { workspaceId } } });
  await tx.collectionMember.createMany({
    data: members.map(({ workflowId, names }, position) => ({ collectionId: id, workflowId, position, names })),
  });
}
