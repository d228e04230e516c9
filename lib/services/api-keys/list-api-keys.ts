import type { ApiKey } from '#lib/contracts/api/identity.ts';
import { requirePermission, requireWholeWorkspace, roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listApiKeyRows } from '#lib/db/api-keys.ts';
import type { Page } from '#lib/db/cursor.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentApiKey } from './present-api-key.ts';

/** One's own keys, or all of the workspace for those who manage keys; newest first. */
export async function listApiKeys(
  deps: Pick<IdentityDeps, 'db'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<ApiKey>> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const userId = roleAllows(principal.role, 'key:manage') ? undefined : principal.userId;
  const page = await listApiKeyRows(deps.db.prisma, { ...query, workspaceId: principal.workspaceId, userId });
  return { items: page.items.map(presentApiKey), nextCursor: page.nextCursor };
}
