import type { Principal } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import type { AuditEvent } from './generated/client.ts';

export interface AuditEntry {
  /** `noun.verb-past`, for instance `api-key.created`. */
  action: string;
  targetType: string;
  targetId: string;
  /** Small and without secrets: it is shown to the workspace's admins. */
  data?: JsonObject;
}

type Actor = Pick<Principal, 'kind' | 'userId' | 'email' | 'workspaceId' | 'address' | 'traceId'> & {
  apiKey?: { id: string } | undefined;
};

/** A row of the audit log, for who writes it beside other rows in one statement. */
export function auditRow(actor: Actor, entry: AuditEntry) {
  return {
    id: newId(),
    workspaceId: actor.workspaceId,
    actorKind: actor.kind,
    actorId: actor.apiKey?.id ?? actor.userId,
    actorLabel: actor.email,
    action: entry.action,
    targetType: entry.targetType,
    targetId: entry.targetId,
    data: entry.data ?? {},
    address: actor.address ?? null,
    traceId: actor.traceId,
  };
}

/** Records what a use case did, in its transaction. */
export async function writeAudit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({ data: auditRow(actor, entry) });
}

/** Audit events of one workspace, newest first. */
export async function listAuditEvents(
  tx: Tx,
  query: { workspaceId: string; limit: number; cursor?: string | undefined },
): Promise<Page<AuditEvent>> {
  const before = decodeIdCursor(query.cursor);
  const rows = await tx.auditEvent.findMany({
    where: { workspaceId: query.workspaceId, ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  return pageById(rows, query.limit);
}

/**
 * Records an act about a person's account (`userId`: another one's than the actor's) in every workspace that the person
 * belongs to: its admins may want to know.
 */
export async function writeAccountAudit(
  tx: Tx,
  actor: Omit<Actor, 'workspaceId'>,
  { userId = actor.userId, ...entry }: Pick<AuditEntry, 'action' | 'data'> & { userId?: string },
): Promise<void> {
  const memberships = await tx.membership.findMany({ where: { userId }, select: { workspaceId: true } });
  for (const { workspaceId } of memberships) {
    await writeAudit(tx, { ...actor, workspaceId }, { ...entry, targetType: 'user', targetId: userId });
  }
}
