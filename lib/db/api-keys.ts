import { newId } from '#lib/shared/ids.ts';
import type { Role, Scope } from '#lib/contracts/principal.ts';
import type { CallLimits } from '#lib/contracts/server-settings.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import { Prisma } from './generated/client.ts';

const withOwner = { user: { select: { id: true, name: true } } } as const;
export type ApiKeyRow = Prisma.ApiKeyGetPayload<{ include: typeof withOwner }>;

export interface NewApiKey {
  workspaceId: string;
  userId: string;
  name: string;
  prefix: string;
  hash: Uint8Array<ArrayBuffer>;
  role: Role;
  scopes: Scope[];
  servers: string[] | null;
  tools: string[] | null;
  readOnly: boolean;
  limits: CallLimits | null;
  expiresAt: Date | null;
}

export async function insertApiKey(tx: Tx, key: NewApiKey): Promise<ApiKeyRow> {
  return tx.apiKey.create({
    data: {
      ...key,
      id: newId(),
      servers: key.servers ?? Prisma.DbNull,
      tools: key.tools ?? Prisma.DbNull,
      limits: key.limits ?? Prisma.DbNull,
    },
    include: withOwner,
  });
}

/** Keys of a workspace that were not revoked. */
export async function countApiKeys(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<number> {
  return tx.apiKey.count({ where: { workspaceId, revokedAt: null } });
}

/** Keys that were not revoked, newest first; `userId` narrows to one owner's. */
export async function listApiKeyRows(
  tx: Tx,
  query: { workspaceId: string; userId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<ApiKeyRow>> {
  const before = decodeIdCursor(query.cursor);
  const rows = await tx.apiKey.findMany({
    where: {
      workspaceId: query.workspaceId,
      revokedAt: null,
      ...(query.userId ? { userId: query.userId } : {}),
      ...(before ? { id: { lt: before } } : {}),
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    include: withOwner,
  });
  return pageById(rows, query.limit);
}

/** Revokes a live key; null when there is none such (or, with `userId`, it is somebody else's). `now` in ms. */
export async function revokeApiKey(
  tx: Tx,
  query: { workspaceId: string; id: string; userId?: string | undefined; now: number },
): Promise<ApiKeyRow | null> {
  const { count } = await tx.apiKey.updateMany({
    where: {
      id: query.id,
      workspaceId: query.workspaceId,
      revokedAt: null,
      ...(query.userId ? { userId: query.userId } : {}),
    },
    data: { revokedAt: new Date(query.now) },
  });
  if (count === 0) return null;
  return tx.apiKey.findFirst({ where: { id: query.id, workspaceId: query.workspaceId }, include: withOwner });
}

/** How many of these ids are live workflows of the workspace. */
export async function countWorkflows(tx: Tx, query: { workspaceId: string; ids: readonly string[] }): Promise<number> {
  return tx.workflow.count({
    where: { workspaceId: query.workspaceId, deletedAt: null, id: { in: [...query.ids] } },
  });
}

/** When a live key expires; null: never. Undefined: there is no such key. */
export async function findApiKeyExpiry(
  tx: Tx,
  query: { workspaceId: string; id: string },
): Promise<Date | null | undefined> {
  const row = await tx.apiKey.findFirst({
    where: { id: query.id, workspaceId: query.workspaceId, revokedAt: null },
    select: { expiresAt: true },
  });
  return row?.expiresAt;
}
