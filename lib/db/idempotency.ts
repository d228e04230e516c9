import type pg from 'pg';

/** Which request: the same key means the same thing only within workspace, principal and route. */
export interface IdempotencyScope {
  workspaceId: string;
  /** The person's or the key's id. */
  principalId: string;
  /** Method and path, with its ids. */
  route: string;
  key: string;
}

export type IdempotencyStart =
  | { state: 'started' }
  | { state: 'running' }
  /** It was claimed longer ago than any request lasts: the process that had it died. */
  | { state: 'lost' }
  | { state: 'mismatch' }
  | { state: 'finished'; status: number; body: Uint8Array };

const KEPT = `interval '24 hours'`;
/** Twice as long as the longest call is held (`limits.syncHoldMs`). */
const LONGEST = `interval '2 minutes'`;
const WHERE = 'workspace_id = $1 AND principal_id = $2 AND route = $3 AND key = $4';

const valuesOf = (scope: IdempotencyScope): string[] => [scope.workspaceId, scope.principalId, scope.route, scope.key];

interface FoundRow {
  body_hash: Buffer;
  status: number | null;
  response: Buffer | null;
  old: boolean;
}

/**
 * Claims a key. One statement decides between concurrent requests: exactly one sees `started`. A record older than 24 hours
 * is replaced. A request whose process died is `lost` until then, and not run again: what it had begun is in the log.
 */
export async function startIdempotent(
  pool: pg.Pool,
  scope: IdempotencyScope,
  bodyHash: Uint8Array,
): Promise<IdempotencyStart> {
  const claimed = await pool.query(
    `INSERT INTO idempotency_record (workspace_id, principal_id, route, key, body_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, now())
     ON CONFLICT (workspace_id, principal_id, route, key) DO UPDATE
       SET body_hash = excluded.body_hash, created_at = excluded.created_at, status = NULL, response = NULL, finished_at = NULL
       WHERE idempotency_record.created_at < now() - ${KEPT}`,
    [...valuesOf(scope), bodyHash],
  );
  if (claimed.rowCount === 1) return { state: 'started' };
  const { rows } = await pool.query<FoundRow>(
    `SELECT body_hash, status, response, created_at < now() - ${LONGEST} AS old FROM idempotency_record WHERE ${WHERE}`,
    valuesOf(scope),
  );
  const found = rows[0];
  if (!found) return { state: 'running' }; // It was released in between: the client tries again.
  if (!found.body_hash.equals(bodyHash)) return { state: 'mismatch' };
  if (found.status === null) return { state: found.old ? 'lost' : 'running' };
  return { state: 'finished', status: found.status, body: found.response ?? Buffer.alloc(0) };
}

/** Keeps the first answer. */
export async function finishIdempotent(
  pool: pg.Pool,
  scope: IdempotencyScope,
  answer: { status: number; body: Uint8Array },
): Promise<void> {
  await pool.query(`UPDATE idempotency_record SET status = $5, response = $6, finished_at = now() WHERE ${WHERE}`, [
    ...valuesOf(scope),
    answer.status,
    answer.body,
  ]);
}

/** Gives the key back after a failure that the same request may survive later. */
export async function releaseIdempotent(pool: pg.Pool, scope: IdempotencyScope): Promise<void> {
  await pool.query(`DELETE FROM idempotency_record WHERE ${WHERE} AND finished_at IS NULL`, valuesOf(scope));
}
