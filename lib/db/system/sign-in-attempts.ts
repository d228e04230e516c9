import type { Pool } from 'pg';
import { z } from 'zod';
import type { Tx } from '../client.ts';
import type { LinkedAccount, User } from '../generated/client.ts';

const attemptRowSchema = z.object({
  id: z.string(),
  return_path: z.string(),
  user_id: z.string().nullable(),
  session_id: z.string().nullable(),
  invitation_id: z.string().nullable(),
});

export interface SpentAttempt {
  id: string;
  returnPath: string;
  userId: string | null;
  sessionId: string | null;
  invitationId: string | null;
}

/**
 * Uses up the attempt that somebody comes back from; null for an unknown, used or expired one, another provider's, and one
 * that another browser began. Not part of what follows: an attempt that fails later is used, too.
 */
export async function spendSignInAttempt(
  pool: Pool,
  query: { provider: string; stateHash: Uint8Array; browserHash: Uint8Array; now: number },
): Promise<SpentAttempt | null> {
  const { rows } = await pool.query(
    `UPDATE sign_in_attempt SET used_at = $4
     WHERE state_hash = $2 AND browser_hash = $3 AND provider = $1 AND used_at IS NULL AND expires_at > $4
     RETURNING id, return_path, user_id, session_id, invitation_id`,
    [query.provider, query.stateHash, query.browserHash, new Date(query.now)],
  );
  if (rows.length === 0) return null;
  const row = attemptRowSchema.parse(rows[0]);
  return {
    id: row.id,
    returnPath: row.return_path,
    userId: row.user_id,
    sessionId: row.session_id,
    invitationId: row.invitation_id,
  };
}

/**
 * Whom an identity at a provider signs in, until the transaction ends: one that is taken away meanwhile makes no session
 * after that.
 */
export async function findLinkedUserLocked(
  tx: Tx,
  query: { issuer: string; subject: string },
): Promise<(LinkedAccount & { user: User }) | null> {
  await tx.$executeRaw`
    SELECT 1 FROM linked_account WHERE issuer = ${query.issuer} AND subject = ${query.subject} FOR SHARE`;
  return tx.linkedAccount.findUnique({ where: { issuer_subject: query }, include: { user: true } });
}
