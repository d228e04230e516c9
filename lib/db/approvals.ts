import type { Pool } from 'pg';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import { SqlWhere } from './sql-where.ts';

/** A question of a run to a person. Bytes are packed JSON. */
export interface ApprovalRow {
  id: string;
  status: 'pending' | 'approved' | 'rejected' | 'expired' | 'closed';
  executionId: string;
  workflowId: string;
  workflowName: string;
  stepId: string;
  key: string;
  kind: 'approval' | 'input' | 'client';
  /** Lower-case addresses and ids of those who may answer. */
  approvers: string[];
  /** Whether whoever may execute the workflow may answer. */
  open: boolean;
  content: Buffer | null;
  onTimeout: 'approve' | 'reject' | 'fail' | 'continue';
  data: Buffer | null;
  createdAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
  answeredById: string | null;
  answeredByName: string | null;
  answeredByEmail: string | null;
}

const COLUMNS = `a.id, a.status, a.execution_id AS "executionId", a.workflow_id AS "workflowId", w.name AS "workflowName",
  a.step_id AS "stepId", a.key, a.kind, a.approvers, a.open, a.content, a.on_timeout AS "onTimeout", a.data,
  a.created_at AS "createdAt", a.expires_at AS "expiresAt", a.answered_at AS "answeredAt",
  u.id AS "answeredById", u.name AS "answeredByName", u.email AS "answeredByEmail"`;
const TABLES = `approval a JOIN workflow w ON w.id = a.workflow_id LEFT JOIN "user" u ON u.id = a.answered_by_id`;

interface Key {
  workspaceId: string;
  id: string;
}

export async function findApproval(pool: Pool, key: Key): Promise<ApprovalRow | null> {
  const { rows } = await pool.query<ApprovalRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE a.workspace_id = $1 AND a.id = $2 AND a.kind <> 'client'`,
    [key.workspaceId, key.id],
  );
  return rows[0] ?? null;
}

/** A question of a run by its step, also one to the client that called. */
export async function findQuestion(
  pool: Pool,
  { workspaceId, executionId, stepId }: { workspaceId: string; executionId: string; stepId: string },
): Promise<ApprovalRow | null> {
  const { rows } = await pool.query<ApprovalRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE a.workspace_id = $1 AND a.execution_id = $2 AND a.step_id = $3`,
    [workspaceId, executionId, stepId],
  );
  return rows[0] ?? null;
}

export interface ApprovalQuery {
  workspaceId: string;
  limit: number;
  cursor?: string | undefined;
  status?: ApprovalRow['status'] | undefined;
  executionId?: string | undefined;
  stepId?: string | undefined;
  /** Only those that this person may answer: their lower-case address and id, and whether open questions are for them. */
  assignee?: { names: readonly string[]; open: boolean };
  /** Only of these workflows, if a list is given. */
  only: readonly string[] | null;
}

/** Questions to people, newest first. */
export async function listApprovalRows(pool: Pool, query: ApprovalQuery): Promise<Page<ApprovalRow>> {
  const where = new SqlWhere().and('a.workspace_id = ?', query.workspaceId).and("a.kind <> 'client'");
  const before = decodeIdCursor(query.cursor);
  if (before !== undefined) where.and('a.id < ?::uuid', before);
  if (query.status !== undefined) where.and('a.status = ?', query.status);
  if (query.executionId !== undefined) where.and('a.execution_id = ?', query.executionId);
  if (query.stepId !== undefined) where.and('a.step_id = ?', query.stepId);
  if (query.only !== null) where.and('a.workflow_id = ANY(?::uuid[])', query.only);
  if (query.assignee) {
    const { names, open } = query.assignee;
    where.and('(a.open AND ?::boolean) OR a.approvers && ?::text[]', open, names);
  }
  const { rows } = await pool.query<ApprovalRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE ${where.text} ORDER BY a.id DESC LIMIT ${where.parameter(query.limit + 1)}`,
    where.values,
  );
  return pageById(rows, query.limit);
}

/**
 * Answers an open question, and wakes its run if that is parked. The run's lock comes first, as where runs are parked.
 * Null if it was answered before, or its time is over.
 */
export async function storeAnswer(
  tx: Tx,
  answer: Key & {
    executionId: string;
    approved: boolean;
    data: Uint8Array<ArrayBuffer> | null;
    /** Null: nobody knows who. */
    userId: string | null;
    now: number;
  },
): Promise<{ wake: number | null } | null> {
  const { workspaceId, executionId } = answer;
  await tx.$executeRaw`
    SELECT 1 FROM execution WHERE id = ${executionId}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`;
  const now = new Date(answer.now);
  const { count } = await tx.approval.updateMany({
    where: { id: answer.id, workspaceId, status: 'pending', expiresAt: { gt: now } },
    data: {
      status: answer.approved ? 'approved' : 'rejected',
      data: answer.data,
      answeredAt: now,
      answeredById: answer.userId,
    },
  });
  if (count === 0) return null;
  return { wake: await wakeLocked(tx, { workspaceId, id: executionId }) };
}

/** The next wake number of a parked run; null if it is not parked. */
export async function wakeLocked(tx: Tx, key: Key): Promise<number | null> {
  const rows = await tx.$queryRaw<{ wake: number }[]>`
    UPDATE execution SET status = 'queued', wake = wake + 1, wake_at = NULL
    WHERE id = ${key.id}::uuid AND workspace_id = ${key.workspaceId}::uuid AND status = 'waiting' AND owner IS NULL
    RETURNING wake`;
  return rows[0]?.wake ?? null;
}

/** Changes what is kept of a parked run and wakes it: the next wake number; null if it is not parked. */
export async function changeParked(
  tx: Tx,
  { workspaceId, id }: Key,
  change: (parked: Uint8Array) => Buffer,
): Promise<number | null> {
  const rows = await tx.$queryRaw<{ parked: Uint8Array }[]>`
    SELECT parked FROM execution WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid AND status = 'waiting'
      AND owner IS NULL FOR UPDATE`;
  const [row] = rows;
  if (!row) return null;
  await tx.execution.updateMany({ where: { id, workspaceId }, data: { parked: new Uint8Array(change(row.parked)) } });
  return wakeLocked(tx, { workspaceId, id });
}
