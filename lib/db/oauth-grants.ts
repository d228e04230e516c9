import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import type { Prisma } from './generated/client.ts';

const withOwner = { membership: { select: { user: { select: { id: true, name: true, email: true } } } } } as const;
type OauthGrantRow = Prisma.OauthGrantGetPayload<{ include: typeof withOwner }>;

/** A grant with the server that it is for, by name. */
export type ShownGrantRow = OauthGrantRow & { serverName: string };

export interface NewGrant {
  workspaceId: string;
  userId: string;
  serverId: string;
  resource: string;
  clientId: string;
  clientName: string | null;
  redirectUri: string;
  scopes: string[];
  expiresAt: Date;
}

export async function insertGrant(tx: Tx, grant: NewGrant): Promise<{ id: string }> {
  return tx.oauthGrant.create({ data: { ...grant, id: newId() }, select: { id: true } });
}

/** Grants that live and whose client came for them, newest first; `userId` narrows to one person's. `now` in ms. */
export async function listGrantRows(
  tx: Tx,
  query: { workspaceId: string; userId?: string | undefined; now: number; limit: number; cursor?: string | undefined },
): Promise<Page<ShownGrantRow>> {
  const { workspaceId } = query;
  const before = decodeIdCursor(query.cursor);
  const rows = await tx.oauthGrant.findMany({
    where: {
      workspaceId,
      revokedAt: null,
      activatedAt: { not: null },
      expiresAt: { gt: new Date(query.now) },
      ...(query.userId ? { userId: query.userId } : {}),
      ...(before ? { id: { lt: before } } : {}),
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    include: withOwner,
  });
  const names = await serverNames(tx, { workspaceId, ids: rows.map(({ serverId }) => serverId) });
  const page = pageById(rows, query.limit);
  return {
    ...page,
    items: page.items.map((row) => ({ ...row, serverName: names.get(row.serverId) ?? '' })),
  };
}

async function serverNames(
  tx: Tx,
  { workspaceId, ids }: { workspaceId: string; ids: string[] },
): Promise<Map<string, string>> {
  const query = { where: { workspaceId, id: { in: ids } }, select: { id: true, name: true } };
  const found = [...(await tx.workflow.findMany(query)), ...(await tx.collection.findMany(query))];
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** Ends a grant; null when there is none such (or, with `userId`, it is somebody else's). `now` in ms. */
export async function revokeGrant(
  tx: Tx,
  query: { workspaceId: string; id: string; userId?: string | undefined; now: number },
): Promise<{ id: string; clientId: string; clientName: string | null; userId: string; serverId: string } | null> {
  const { count } = await tx.oauthGrant.updateMany({
    where: {
      id: query.id,
      workspaceId: query.workspaceId,
      revokedAt: null,
      ...(query.userId ? { userId: query.userId } : {}),
    },
    data: { revokedAt: new Date(query.now) },
  });
  if (count === 0) return null;
  return tx.oauthGrant.findFirst({
    where: { id: query.id, workspaceId: query.workspaceId },
    select: { id: true, clientId: true, clientName: true, userId: true, serverId: true },
  });
}
