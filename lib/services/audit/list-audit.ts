import { z } from 'zod';
import type { AuditEvent } from '#lib/contracts/api/identity.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listAuditEvents } from '#lib/db/audit.ts';
import type { Db } from '#lib/db/client.ts';
import type { Page } from '#lib/db/cursor.ts';

const actorKindSchema = z.enum(['user', 'apiKey', 'oauth', 'system', 'anonymous']);
const dataSchema = z.record(z.string(), z.unknown());

/** Who did what in the workspace, newest first. */
export async function listAudit(
  deps: { db: Db },
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<AuditEvent>> {
  requirePermission(principal, 'audit:read');
  requireWholeWorkspace(principal);
  const page = await listAuditEvents(deps.db.prisma, { ...query, workspaceId: principal.workspaceId });
  const items = page.items.map((row) => ({
    id: row.id,
    at: row.createdAt.toISOString(),
    action: row.action,
    actor: { kind: actorKindSchema.parse(row.actorKind), id: row.actorId, label: row.actorLabel },
    targetType: row.targetType,
    targetId: row.targetId,
    data: dataSchema.parse(row.data),
  }));
  return { items, nextCursor: page.nextCursor };
}
