import { z } from 'zod';
import type { AccountSession } from '#lib/contracts/api/accounts.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { listLiveSessions } from '#lib/db/sessions.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requirePerson } from './require-person.ts';

const kindSchema = z.enum(['browser', 'token']);

/** Where the person is signed in, newest first. Throws `forbidden` for API keys. */
export async function listSessions(
  deps: Pick<IdentityDeps, 'db' | 'clock'>,
  account: Account,
): Promise<{ items: AccountSession[]; nextCursor: null }> {
  requirePerson(account);
  const rows = await listLiveSessions(deps.db.prisma, { userId: account.userId, now: deps.clock.now() });
  const items = rows.map((row) => ({
    id: row.id,
    kind: kindSchema.parse(row.kind),
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    current: row.id === account.sessionId,
  }));
  return { items, nextCursor: null };
}
