import type pg from 'pg';
import { roleSchema, scopeSchema, type Role, type Scope } from '#lib/contracts/principal.ts';
import { callLimitsSchema, type CallLimits } from '#lib/contracts/server-settings.ts';
import { z } from 'zod';

/** A workspace that somebody belongs to, with their role there. */
export interface MembershipRecord {
  workspaceId: string;
  slug: string;
  name: string;
  role: Role;
}

/** A live session, its person and their memberships, oldest first. */
export interface SessionIdentityRecord {
  sessionId: string;
  expiresAt: number;
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  memberships: MembershipRecord[];
}

/** A live key with its owner's current membership. */
export interface ApiKeyIdentityRecord {
  keyId: string;
  /** Milliseconds since the epoch; null: never. */
  expiresAt: number | null;
  lastUsedAt: number | null;
  keyRole: Role;
  scopes: Scope[];
  servers: string[] | null;
  tools: string[] | null;
  readOnly: boolean;
  limits: CallLimits | null;
  keyName: string;
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  membership: MembershipRecord;
}

const membershipSchema = z.object({ workspaceId: z.string(), slug: z.string(), name: z.string(), role: roleSchema });
const sessionRowSchema = z
  .object({ session_id: z.string(), expires_at: z.date(), user_id: z.string(), email: z.string(), name: z.string() })
  .extend({ email_verified: z.boolean() })
  .extend({ memberships: z.array(membershipSchema) });
const keyRowSchema = z.object({
  key_name: z.string(),
  email_verified: z.boolean(),
  key_id: z.string(),
  expires_at: z.date().nullable(),
  last_used_at: z.date().nullable(),
  key_role: roleSchema,
  scopes: z.array(scopeSchema),
  servers: z.array(z.string()).nullable(),
  tools: z.array(z.string()).nullable(),
  read_only: z.boolean(),
  limits: callLimitsSchema.nullable(),
  user_id: z.string(),
  email: z.string(),
  name: z.string(),
  workspace_id: z.string(),
  slug: z.string(),
  workspace_name: z.string(),
  member_role: roleSchema,
});

const SESSION_SQL = `
  SELECT s.id AS session_id, s.expires_at, u.id AS user_id, u.email, u.name, u.email_verified IS NOT NULL AS email_verified,
    coalesce((
      SELECT json_agg(json_build_object('workspaceId', w.id, 'slug', w.slug, 'name', w.name, 'role', m.role) ORDER BY m.id)
      FROM membership m JOIN workspace w ON w.id = m.workspace_id
      WHERE m.user_id = u.id AND w.deleted_at IS NULL
    ), '[]'::json) AS memberships
  FROM session s JOIN "user" u ON u.id = s.user_id
  WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2`;

const KEY_SQL = `
  SELECT k.id AS key_id, k.name AS key_name, u.email_verified IS NOT NULL AS email_verified, k.expires_at, k.last_used_at, k.role AS key_role, k.scopes, k.servers, k.tools, k.read_only,
    k.limits, u.id AS user_id, u.email, u.name, w.id AS workspace_id, w.slug, w.name AS workspace_name, m.role AS member_role
  FROM api_key k
  JOIN workspace w ON w.id = k.workspace_id AND w.deleted_at IS NULL
  JOIN "user" u ON u.id = k.user_id
  JOIN membership m ON m.workspace_id = k.workspace_id AND m.user_id = k.user_id
  WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)`;

/** The session of a cookie or access token, while it lives; null when it ended, expired or never was. `now` in ms. */
export async function findSessionIdentity(
  pool: pg.Pool,
  sessionId: string,
  now: number,
): Promise<SessionIdentityRecord | null> {
  const { rows } = await pool.query({
    name: 'session-identity',
    text: SESSION_SQL,
    values: [sessionId, new Date(now)],
  });
  if (rows.length === 0) return null;
  const row = sessionRowSchema.parse(rows[0]);
  return {
    sessionId: row.session_id,
    expiresAt: row.expires_at.getTime(),
    userId: row.user_id,
    email: row.email,
    emailVerified: row.email_verified,
    name: row.name,
    memberships: row.memberships,
  };
}

/** The key with this SHA-256 while it lives and its owner is still a member; else null. `now` in ms. */
export async function findApiKeyIdentity(
  pool: pg.Pool,
  hash: Uint8Array,
  now: number,
): Promise<ApiKeyIdentityRecord | null> {
  const { rows } = await pool.query({ name: 'key-identity', text: KEY_SQL, values: [hash, new Date(now)] });
  if (rows.length === 0) return null;
  const row = keyRowSchema.parse(rows[0]);
  return {
    keyId: row.key_id,
    expiresAt: row.expires_at?.getTime() ?? null,
    lastUsedAt: row.last_used_at?.getTime() ?? null,
    keyRole: row.key_role,
    scopes: row.scopes,
    servers: row.servers,
    tools: row.tools,
    readOnly: row.read_only,
    limits: row.limits,
    keyName: row.key_name,
    userId: row.user_id,
    email: row.email,
    emailVerified: row.email_verified,
    name: row.name,
    membership: { workspaceId: row.workspace_id, slug: row.slug, name: row.workspace_name, role: row.member_role },
  };
}

/** Notes that a key was used; callers do so at most once a minute for each key. */
export async function touchApiKey(pool: pg.Pool, keyId: string, now: number): Promise<void> {
  await pool.query('UPDATE api_key SET last_used_at = $2 WHERE id = $1', [keyId, new Date(now)]);
}

/** Adds calls to their keys' counts. `at`: the last one, in ms. */
export async function addKeyCalls(
  pool: pg.Pool,
  counts: readonly { id: string; calls: number; at: number }[],
): Promise<void> {
  // In the order of their ids: processes that count the same keys never wait for each other in a circle.
  const ordered = counts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await pool.query(
    `WITH used AS (
       SELECT k.id, u.calls, u.at FROM api_key k
       JOIN unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) AS u (id, calls, at) ON u.id = k.id
       ORDER BY k.id FOR UPDATE OF k
     )
     UPDATE api_key k SET calls = k.calls + used.calls, last_used_at = greatest(k.last_used_at, used.at)
     FROM used WHERE k.id = used.id`,
    [ordered.map(({ id }) => id), ordered.map(({ calls }) => calls), ordered.map(({ at }) => new Date(at))],
  );
}
