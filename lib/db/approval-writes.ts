import type { ClientBase, Pool } from 'pg';

interface Key {
  workspaceId: string;
  id: string;
}

export interface NewApproval {
  id: string;
  workspaceId: string;
  workflowId: string;
  executionId: string;
  stepId: string;
  key: string;
  kind: 'approval' | 'input' | 'client';
  /** Lower case; null: whoever may execute the workflow. */
  approvers: readonly string[] | null;
  content: Buffer;
  onTimeout: string;
  /** ms. */
  createdAt: number;
  expiresAt: number;
}

/**
 * A run that `owner` has asks a person. False if the question is there already, or the run is not (any more): the lock on
 * its row keeps the end of the run, which closes its questions, behind this.
 */
export async function insertApproval(client: Pool | ClientBase, owner: string, row: NewApproval): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH run AS (SELECT id FROM execution WHERE id = $4 AND workspace_id = $2 AND owner = $1 AND status = 'running' FOR SHARE)
     INSERT INTO approval (id, workspace_id, workflow_id, execution_id, step_id, key, status, approvers, open, content,
       on_timeout, created_at, expires_at, kind)
     SELECT $3, $2, $5, run.id, $6, $7, 'pending', $8::text[], $9, $10, $11, to_timestamp($12::float8 / 1000.0),
       to_timestamp($13::float8 / 1000.0), $14 FROM run
     ON CONFLICT (execution_id, step_id) DO NOTHING`,
    [
      owner,
      row.workspaceId,
      row.id,
      row.executionId,
      row.workflowId,
      row.stepId,
      row.key,
      row.approvers ?? [],
      row.approvers === null,
      row.content,
      row.onTimeout,
      row.createdAt,
      row.expiresAt,
      row.kind,
    ],
  );
  return rowCount === 1;
}

/** The time of a question is over. False if it was answered before, or is not there. */
export async function expireApproval(pool: Pool, key: Key & { stepId: string }): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE approval SET status = 'expired'
     WHERE execution_id = $2 AND workspace_id = $1 AND step_id = $3 AND status IN ('pending', 'expired')`,
    [key.workspaceId, key.id, key.stepId],
  );
  return rowCount === 1;
}

/** A question of a run and what became of it. */
export interface AskedRow {
  stepId: string;
  kind: 'approval' | 'input' | 'client';
  status: string;
  content: Buffer | null;
  data: Buffer | null;
  answeredAt: Date | null;
  /** E-mail address of who answered; null once that person is no more. */
  answeredBy: string | null;
}

export async function findAsked(client: Pool | ClientBase, key: Key): Promise<AskedRow[]> {
  const { rows } = await client.query<AskedRow>(
    `SELECT a.step_id AS "stepId", a.kind, a.status, a.content, a.data, a.answered_at AS "answeredAt", u.email AS "answeredBy"
     FROM approval a LEFT JOIN "user" u ON u.id = a.answered_by_id
     WHERE a.execution_id = $2 AND a.workspace_id = $1 ORDER BY a.id`,
    [key.workspaceId, key.id],
  );
  return rows;
}

/** Who is to be told of an open question, and where. */
export interface ToNotify {
  workspaceSlug: string;
  workspaceName: string;
  workflowName: string;
  content: Buffer | null;
  /** Named approvers who are members. */
  readers: { email: string; locale: string | null }[];
}

/** Null if the question is answered, or they were told before. */
export async function findToNotify(pool: Pool, key: Key): Promise<ToNotify | null> {
  const { rows } = await pool.query<ToNotify>(
    `SELECT s.slug AS "workspaceSlug", s.name AS "workspaceName", w.name AS "workflowName", a.content,
       ARRAY(SELECT json_build_object('email', u.email, 'locale', u.locale) FROM membership m JOIN "user" u ON u.id = m.user_id
         WHERE m.workspace_id = a.workspace_id AND (lower(u.email) = ANY(a.approvers) OR u.id::text = ANY(a.approvers))
         ORDER BY u.id) AS readers
     FROM approval a JOIN workspace s ON s.id = a.workspace_id JOIN workflow w ON w.id = a.workflow_id
     WHERE a.id = $2 AND a.workspace_id = $1 AND a.status = 'pending' AND a.notified_at IS NULL AND s.deleted_at IS NULL`,
    [key.workspaceId, key.id],
  );
  return rows[0] ?? null;
}

export async function noteNotified(pool: Pool, key: Key): Promise<void> {
  await pool.query('UPDATE approval SET notified_at = now() WHERE id = $2 AND workspace_id = $1', [
    key.workspaceId,
    key.id,
  ]);
}
