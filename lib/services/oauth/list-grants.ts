import type { ConnectedApp } from '#lib/contracts/api/connected-apps.ts';
import { requirePermission, requireWholeWorkspace, roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listGrantRows, type ShownGrantRow } from '#lib/db/oauth-grants.ts';
import { shownHost } from '#lib/shared/shown-host.ts';
import type { OauthDeps } from './oauth-deps.ts';

/** Clients that the person has allowed servers of the workspace, or all of it for those who manage keys; newest first. */
export async function listGrants(
  deps: Pick<OauthDeps, 'db' | 'clock'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<ConnectedApp>> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const userId = roleAllows(principal.role, 'key:manage') ? undefined : principal.userId;
  const { workspaceId } = principal;
  const page = await listGrantRows(deps.db.prisma, { ...query, workspaceId, userId, now: deps.clock.now() });
  return { items: page.items.map(presentGrant), nextCursor: page.nextCursor };
}

function presentGrant(row: ShownGrantRow): ConnectedApp {
  const { user } = row.membership;
  return {
    id: row.id,
    client: { id: row.clientId, name: row.clientName, host: shownHost(row.clientId, row.redirectUri) },
    server: { id: row.serverId, name: row.serverName, url: row.resource },
    scopes: row.scopes,
    allowedBy: { id: user.id, name: user.name },
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
