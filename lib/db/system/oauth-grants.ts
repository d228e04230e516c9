import type pg from 'pg';
import { z } from 'zod';
import { roleSchema } from '#lib/contracts/principal.ts';
import type { MembershipRecord } from './identities.ts';

/** A grant that lives: its person is still a member, its server is still there and asks for OAuth. Times in ms. */
export interface LiveGrant {
  grantId: string;
  clientId: string;
  clientName: string | null;
  scopes: string[];
  resource: string;
  serverId: string;
  createdAt: number;
  expiresAt: number;
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  membership: MembershipRecord;
}

const rowSchema = z.object({
  id: z.string(),
  client_id: z.string(),
  client_name: z.string().nullable(),
  scopes: z.array(z.string()),
  resource: z.string(),
  server_id: z.string(),
  created_at: z.date(),
  expires_at: z.date(),
  user_id: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  user_name: z.string(),
  workspace_id: z.string(),
  slug: z.string(),
  workspace_name: z.string(),
  role: roleSchema,
});

/** Ids of servers whose access is `oauth`; a workflow's or a collection's. */
const OAUTH_SERVERS = `
  SELECT s.workflow_id AS id FROM server s JOIN workflow f ON f.id = s.workflow_id AND f.deleted_at IS NULL
    WHERE s.access = 'oauth'
  UNION ALL SELECT c.id FROM collection c WHERE c.access = 'oauth' AND c.deleted_at IS NULL`;

const LIVE_SQL = `
  SELECT g.id, g.client_id, g.client_name, g.scopes, g.resource, g.server_id, g.created_at, g.expires_at,
    u.id AS user_id, u.email, u.email_verified IS NOT NULL AS email_verified, u.name AS user_name, w.id AS workspace_id, w.slug, w.name AS workspace_name, m.role
  FROM oauth_grant g
  JOIN membership m ON m.workspace_id = g.workspace_id AND m.user_id = g.user_id
  JOIN "user" u ON u.id = g.user_id
  JOIN workspace w ON w.id = g.workspace_id AND w.deleted_at IS NULL
  WHERE g.id = ANY($1::uuid[]) AND g.revoked_at IS NULL AND g.expires_at > $2
    AND g.server_id IN (${OAUTH_SERVERS})`;

/** Those of these grants that live. `now` in ms. */
export async function findLiveGrants(pool: pg.Pool, ids: readonly string[], now: number): Promise<LiveGrant[]> {
  const { rows } = await pool.query({ name: 'oauth-live-grants', text: LIVE_SQL, values: [ids, new Date(now)] });
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({
      grantId: row.id,
      clientId: row.client_id,
      clientName: row.client_name,
      scopes: row.scopes,
      resource: row.resource,
      serverId: row.server_id,
      createdAt: row.created_at.getTime(),
      expiresAt: row.expires_at.getTime(),
      userId: row.user_id,
      email: row.email,
      emailVerified: row.email_verified,
      name: row.user_name,
      membership: { workspaceId: row.workspace_id, slug: row.slug, name: row.workspace_name, role: row.role },
    }));
}

/** A client came for a token: the grant lives on until then, and so does a client that registered itself. Times in ms. */
export async function extendGrant(
  pool: pg.Pool,
  query: { grantId: string; now: number; grantUntil: number; clientUntil: number },
): Promise<void> {
  await pool.query({
    name: 'oauth-extend-grant',
    text: `WITH g AS (
        UPDATE oauth_grant SET activated_at = coalesce(activated_at, $2), expires_at = greatest(expires_at, $3)
        WHERE id = $1 AND revoked_at IS NULL RETURNING client_id)
      UPDATE oauth_client c SET expires_at = greatest(c.expires_at, $4) FROM g WHERE c.id = g.client_id`,
    values: [query.grantId, new Date(query.now), new Date(query.grantUntil), new Date(query.clientUntil)],
  });
}

/** Notes that grants were used; callers do so at most once a minute for each. */
export async function touchGrants(pool: pg.Pool, ids: readonly string[], now: number): Promise<void> {
  await pool.query('UPDATE oauth_grant SET last_used_at = $2 WHERE id = ANY($1::uuid[])', [ids, new Date(now)]);
}

/** Whose grant it is, for who ends it without being a person. */
export async function findGrantOwner(
  pool: pg.Pool,
  grantId: string,
): Promise<{ workspaceId: string; userId: string } | null> {
  const { rows } = await pool.query<{ workspace_id: string; user_id: string }>(
    'SELECT workspace_id, user_id FROM oauth_grant WHERE id = $1',
    [grantId],
  );
  const [row] = rows;
  return row ? { workspaceId: row.workspace_id, userId: row.user_id } : null;
}

/** A server that asks for OAuth, as its address names it. */
export interface OauthServer {
  workspaceId: string;
  workspaceName: string;
  serverId: string;
  name: string;
}

const SERVER_SQL = `
  SELECT w.id AS workspace_id, w.name AS workspace_name, x.id, x.name FROM workspace w
  JOIN LATERAL (
    SELECT f.id, f.name, f.slug FROM workflow f JOIN server s ON s.workflow_id = f.id
      WHERE f.workspace_id = w.id AND f.slug = $2 AND f.deleted_at IS NULL AND s.access = 'oauth'
    UNION ALL SELECT c.id, c.name, c.slug FROM collection c
      WHERE c.workspace_id = w.id AND c.slug = $2 AND c.deleted_at IS NULL AND c.access = 'oauth') x ON true
  WHERE w.slug = $1 AND w.deleted_at IS NULL`;

/** The server at `/mcp/{workspaceSlug}/{serverSlug}` if it asks for OAuth; else null. */
export async function findOauthServer(
  pool: pg.Pool,
  workspaceSlug: string,
  serverSlug: string,
): Promise<OauthServer | null> {
  const { rows } = await pool.query<{ workspace_id: string; workspace_name: string; id: string; name: string }>({
    name: 'oauth-server',
    text: SERVER_SQL,
    values: [workspaceSlug, serverSlug],
  });
  const [row] = rows;
  return row
    ? { workspaceId: row.workspace_id, workspaceName: row.workspace_name, serverId: row.id, name: row.name }
    : null;
}

const ONLY_SQL = `
  SELECT w.slug AS workspace_slug, x.slug, x.access FROM (
    SELECT f.workspace_id, f.slug, s.access FROM server s JOIN workflow f ON f.id = s.workflow_id AND f.deleted_at IS NULL
    UNION ALL SELECT c.workspace_id, c.slug, c.access FROM collection c WHERE c.deleted_at IS NULL) x
  JOIN workspace w ON w.id = x.workspace_id AND w.deleted_at IS NULL LIMIT 2`;

/** Address of the installation's only server, if there is one only and it asks for OAuth. */
export async function findOnlyOauthServer(
  pool: pg.Pool,
): Promise<{ workspaceSlug: string; serverSlug: string } | null> {
  const { rows } = await pool.query<{ workspace_slug: string; slug: string; access: string }>(ONLY_SQL);
  const [row, another] = rows;
  if (!row || another || row.access !== 'oauth') return null;
  return { workspaceSlug: row.workspace_slug, serverSlug: row.slug };
}
