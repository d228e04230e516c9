import type { Pool } from 'pg';
import { z } from 'zod';
import { roleSchema, type Role } from '#lib/contracts/principal.ts';
import type { TokenPurpose } from '../account-tokens.ts';

/** Tries that a link survives; with a secret of 256 bits this is a second wall. */
const MAX_TRIES = 10;

const accountRowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  email: z.string(),
  hash: z.instanceof(Buffer),
});

export interface TriedAccountToken {
  id: string;
  userId: string;
  email: string;
  hash: Uint8Array;
}

/**
 * Counts a try of a live link and returns what to compare it with; null for an unknown, used, expired or worn-out one, and
 * for one of another purpose. Not part of the use's transaction: a failed try counts.
 */
export async function tryAccountToken(
  pool: Pool,
  query: { id: string; purpose: TokenPurpose; now: number },
): Promise<TriedAccountToken | null> {
  const { rows } = await pool.query(
    `UPDATE account_token SET tries = tries + 1
     WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND tries < ${MAX_TRIES}
     RETURNING id, user_id, email, hash`,
    [query.id, query.purpose, new Date(query.now)],
  );
  if (rows.length === 0) return null;
  const row = accountRowSchema.parse(rows[0]);
  return { id: row.id, userId: row.user_id, email: row.email, hash: row.hash };
}

const invitationRowSchema = z.object({
  id: z.string(),
  workspace_id: z.string(),
  workspace_name: z.string(),
  email: z.string(),
  role: roleSchema,
  expires_at: z.date(),
  inviter: z.string(),
  hash: z.instanceof(Buffer),
});

export interface TriedInvitation {
  id: string;
  workspaceId: string;
  workspaceName: string;
  email: string;
  role: Role;
  expiresAt: Date;
  inviterName: string;
  hash: Uint8Array;
}

/** The invitation of a link that is still open, for whoever holds the link; it tells which workspace it is about. */
export async function findOpenInvitation(
  pool: Pool,
  query: { id: string; now: number },
): Promise<TriedInvitation | null> {
  const { rows } = await pool.query(
    `SELECT i.id, i.workspace_id, w.name AS workspace_name, i.email, i.role, i.expires_at, u.name AS inviter, i.hash
     FROM invitation i
     JOIN workspace w ON w.id = i.workspace_id AND w.deleted_at IS NULL
     JOIN "user" u ON u.id = i.invited_by_id
     WHERE i.id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2 AND i.tries < ${MAX_TRIES}`,
    [query.id, new Date(query.now)],
  );
  if (rows.length === 0) return null;
  const row = invitationRowSchema.parse(rows[0]);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    email: row.email,
    role: row.role,
    expiresAt: row.expires_at,
    inviterName: row.inviter,
    hash: row.hash,
  };
}

/** Counts a wrong secret against an invitation: after a few it is worn out. */
export async function countInvitationMiss(pool: Pool, query: { workspaceId: string; id: string }): Promise<void> {
  await pool.query('UPDATE invitation SET tries = tries + 1 WHERE id = $1 AND workspace_id = $2', [
    query.id,
    query.workspaceId,
  ]);
}
