import { createHash } from 'node:crypto';
import type pg from 'pg';

/** What the authorization server remembers; `id` is the code, the token or the id itself and is stored as its SHA-256 only. */
interface ArtifactKey {
  kind: string;
  id: string;
}

const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();

/** Stores an artifact, or what has become of it. `grantId` names the grant with which it goes. Times in ms. */
export async function putOauthArtifact(
  pool: pg.Pool,
  artifact: ArtifactKey & { payload: string; grantId: string | null; expiresAt: number },
): Promise<void> {
  await pool.query({
    name: 'oauth-artifact-put',
    text: `INSERT INTO oauth_artifact (kind, id_hash, payload, grant_id, expires_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (kind, id_hash) DO UPDATE SET payload = $3, grant_id = $4, expires_at = $5`,
    values: [artifact.kind, hashOf(artifact.id), artifact.payload, artifact.grantId, new Date(artifact.expiresAt)],
  });
}

/** An artifact that has not run out; `consumedAt` in ms. */
export async function findOauthArtifact(
  pool: pg.Pool,
  { kind, id, now }: ArtifactKey & { now: number },
): Promise<{ payload: string; consumedAt: number | null } | null> {
  const { rows } = await pool.query<{ payload: string; consumed_at: Date | null }>({
    name: 'oauth-artifact-find',
    text: 'SELECT payload, consumed_at FROM oauth_artifact WHERE kind = $1 AND id_hash = $2 AND expires_at > $3',
    values: [kind, hashOf(id), new Date(now)],
  });
  const [row] = rows;
  return row ? { payload: row.payload, consumedAt: row.consumed_at?.getTime() ?? null } : null;
}

/** Uses up what may be used once. False for whoever comes second. */
export async function consumeOauthArtifact(
  pool: pg.Pool,
  { kind, id, now }: ArtifactKey & { now: number },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'oauth-artifact-consume',
    text: 'UPDATE oauth_artifact SET consumed_at = $3 WHERE kind = $1 AND id_hash = $2 AND consumed_at IS NULL',
    values: [kind, hashOf(id), new Date(now)],
  });
  return rowCount === 1;
}

export async function deleteOauthArtifact(pool: pg.Pool, { kind, id }: ArtifactKey): Promise<void> {
  await pool.query('DELETE FROM oauth_artifact WHERE kind = $1 AND id_hash = $2', [kind, hashOf(id)]);
}

/** Codes or refresh tokens of a grant that has ended. */
export async function deleteArtifactsOfGrant(
  pool: pg.Pool,
  { kind, grantId }: { kind: string; grantId: string },
): Promise<void> {
  await pool.query('DELETE FROM oauth_artifact WHERE kind = $1 AND grant_id = $2', [kind, grantId]);
}

/** A client that registered itself. */
export interface OauthClientRow {
  /** JSON, without the secret. */
  metadata: string;
  secretHash: Uint8Array | null;
}

export async function insertOauthClient(
  pool: pg.Pool,
  client: OauthClientRow & { id: string; expiresAt: number },
): Promise<void> {
  await pool.query('INSERT INTO oauth_client (id, metadata, secret_hash, expires_at) VALUES ($1, $2, $3, $4)', [
    client.id,
    client.metadata,
    client.secretHash,
    new Date(client.expiresAt),
  ]);
}

export async function findOauthClient(
  pool: pg.Pool,
  { id, now }: { id: string; now: number },
): Promise<OauthClientRow | null> {
  const { rows } = await pool.query<{ metadata: string; secret_hash: Buffer | null }>({
    name: 'oauth-client-find',
    text: 'SELECT metadata, secret_hash FROM oauth_client WHERE id = $1 AND expires_at > $2',
    values: [id, new Date(now)],
  });
  const [row] = rows;
  return row ? { metadata: row.metadata, secretHash: row.secret_hash } : null;
}
