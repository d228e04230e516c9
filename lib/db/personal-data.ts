import type { Tx } from './client.ts';

/** Most audit events of one person that are read; older ones are left out. */
const EVENTS = 50_000;

/** What is stored about a person, without what only proves who they are (hashes, tokens). */
export async function readPersonalData(tx: Tx, { userId }: { userId: string }) {
  const where = { userId };
  const [profile, linkedAccounts, sessions, memberships, apiKeys, connectedApps, auditEvents] = await Promise.all([
    tx.user.findUnique({
      where: { id: userId },
      select: {
        id: true,
        email: true,
        name: true,
        emailVerified: true,
        image: true,
        locale: true,
        isOperator: true,
        createdAt: true,
        updatedAt: true,
      },
    }),
    tx.linkedAccount.findMany({
      where,
      select: { provider: true, issuer: true, subject: true, emailAtLink: true, createdAt: true },
    }),
    tx.session.findMany({
      where,
      orderBy: { id: 'desc' },
      select: {
        id: true,
        kind: true,
        userAgent: true,
        createdAt: true,
        lastSeenAt: true,
        expiresAt: true,
        endedAt: true,
      },
    }),
    tx.membership.findMany({
      where: { userId, workspace: { deletedAt: null } },
      orderBy: { id: 'asc' },
      select: { id: true, role: true, createdAt: true, workspace: { select: { id: true, slug: true, name: true } } },
    }),
    tx.apiKey.findMany({
      where,
      orderBy: { id: 'desc' },
      select: {
        id: true,
        workspaceId: true,
        name: true,
        prefix: true,
        role: true,
        scopes: true,
        createdAt: true,
        expiresAt: true,
        lastUsedAt: true,
        revokedAt: true,
      },
    }),
    tx.oauthGrant.findMany({
      where,
      select: {
        id: true,
        workspaceId: true,
        resource: true,
        clientId: true,
        clientName: true,
        redirectUri: true,
        scopes: true,
        createdAt: true,
        lastUsedAt: true,
        expiresAt: true,
        revokedAt: true,
      },
    }),
    tx.auditEvent.findMany({
      where: { actorId: userId, actorKind: 'user' },
      orderBy: { id: 'desc' },
      take: EVENTS,
      select: {
        id: true,
        workspaceId: true,
        action: true,
        targetType: true,
        targetId: true,
        data: true,
        address: true,
        createdAt: true,
      },
    }),
  ]);
  return { profile, linkedAccounts, sessions, memberships, apiKeys, connectedApps, auditEvents };
}
