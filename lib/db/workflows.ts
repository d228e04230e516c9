import type { Pool } from 'pg';
import { AppError } from '#lib/shared/app-error.ts';
import { isId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';
import { containsPattern, SqlWhere } from './sql-where.ts';

/** A workflow as lists show it, with what its server and its versions say about it. */
export interface WorkflowRow {
  id: string;
  slug: string;
  name: string;
  description: string;
  tags: string[];
  revision: number;
  draftHash: string;
  createdAt: Date;
  updatedAt: Date;
  status: 'draft' | 'live' | 'stopped';
  liveVersion: number | null;
  /** Content hash of the newest numbered version. */
  newestHash: string | null;
}
export interface WorkflowWithDraft extends WorkflowRow {
  draft: Uint8Array;
}

const STATUS = `CASE WHEN s.active_deployment_id IS NOT NULL THEN 'live'
  WHEN s.workflow_id IS NOT NULL THEN 'stopped' ELSE 'draft' END`;
const COLUMNS = `w.id, w.slug, w.name, w.description, w.tags, w.revision, w.draft_hash AS "draftHash",
  w.created_at AS "createdAt", w.updated_at AS "updatedAt", ${STATUS} AS status, v.number AS "liveVersion",
  (SELECT n.hash FROM workflow_version n WHERE n.workflow_id = w.id AND n.number IS NOT NULL
    ORDER BY n.number DESC LIMIT 1) AS "newestHash"`;
const TABLES = `workflow w LEFT JOIN server s ON s.workflow_id = w.id
  LEFT JOIN deployment d ON d.id = s.active_deployment_id LEFT JOIN workflow_version v ON v.id = d.version_id`;

interface Key {
  workspaceId: string;
  id: string;
}

/** A workflow that is not deleted, with its draft. */
export async function findWorkflow(pool: Pool, key: Key): Promise<WorkflowWithDraft | null> {
  const { rows } = await pool.query<WorkflowWithDraft>({
    name: 'workflow_find',
    text: `SELECT ${COLUMNS}, w.draft FROM ${TABLES} WHERE w.workspace_id = $1 AND w.id = $2 AND w.deleted_at IS NULL`,
    values: [key.workspaceId, key.id],
  });
  return rows[0] ?? null;
}

export interface WorkflowQuery {
  workspaceId: string;
  limit: number;
  cursor?: string | undefined;
  q?: string | undefined;
  status?: WorkflowRow['status'] | undefined;
  tag?: string | undefined;
  /** Only these, if a list is given. */
  only: readonly string[] | null;
}

/** Workflows, last changed first. The cursor is the last row's time of change and id. */
export async function listWorkflowRows(pool: Pool, query: WorkflowQuery): Promise<Page<WorkflowRow>> {
  const where = new SqlWhere().and('w.workspace_id = ?', query.workspaceId).and('w.deleted_at IS NULL');
  if (query.cursor !== undefined) {
    const [updatedAt, id] = decodeTimeCursor(query.cursor);
    where.and('(w.updated_at, w.id) < (?, ?)', updatedAt, id);
  }
  if (query.q !== undefined && query.q !== '') {
    const pattern = containsPattern(query.q);
    where.and('w.name ILIKE ? OR w.slug ILIKE ? OR w.description ILIKE ?', pattern, pattern, pattern);
  }
  if (query.only !== null) where.and('w.id = ANY(?::uuid[])', query.only);
  if (query.tag !== undefined) where.and('? = ANY(w.tags)', query.tag);
  if (query.status !== undefined) where.and(`${STATUS} = ?`, query.status);
  const { rows } = await pool.query<WorkflowRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE ${where.text}
     ORDER BY w.updated_at DESC, w.id DESC LIMIT ${where.parameter(query.limit + 1)}`,
    where.values,
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const more = rows.length > query.limit && last;
  return { items, nextCursor: more ? encodeCursor([last.updatedAt.toISOString(), last.id]) : null };
}

function decodeTimeCursor(cursor: string): [string, string] {
  const [time, id] = decodeCursor(cursor, 2);
  if (time === undefined || id === undefined || !isId(id) || Number.isNaN(Date.parse(time))) {
    throw new AppError('malformed', 'The cursor is not one that this list gave out');
  }
  return [new Date(time).toISOString(), id];
}

export interface NewWorkflow {
  id: string;
  workspaceId: string;
  slug: string;
  name: string;
  description: string;
  tags: string[];
  draft: Uint8Array<ArrayBuffer>;
  draftHash: string;
  createdById: string | null;
}

export async function insertWorkflow(tx: Tx, workflow: NewWorkflow): Promise<void> {
  await tx.workflow.create({ data: workflow });
}

/** What a use case that changes a workflow reads first, with the row locked until its transaction ends. */
export interface LockedWorkflow {
  id: string;
  slug: string;
  name: string;
  revision: number;
  draft: Uint8Array;
  draftHash: string;
}

/** Locks a workflow that is not deleted. Two deploys, or a deploy and a deletion, come one after the other. */
export async function lockWorkflow(tx: Tx, key: Key): Promise<LockedWorkflow | null> {
  const rows = await tx.$queryRaw<LockedWorkflow[]>`
    SELECT id, slug, name, revision, draft, draft_hash AS "draftHash" FROM workflow
    WHERE id = ${key.id}::uuid AND workspace_id = ${key.workspaceId}::uuid AND deleted_at IS NULL FOR UPDATE`;
  return rows[0] ?? null;
}

/** Replaces the draft and counts the revision up; only for the holder of the lock. */
export async function replaceDraft(
  tx: Tx,
  key: Key,
  draft: { bytes: Uint8Array<ArrayBuffer>; hash: string },
): Promise<void> {
  await tx.workflow.updateMany({
    where: { id: key.id, workspaceId: key.workspaceId },
    data: { draft: draft.bytes, draftHash: draft.hash, revision: { increment: 1 }, updatedAt: new Date() },
  });
}

export async function updateWorkflowRow(
  tx: Tx,
  key: Key,
  change: { name?: string | undefined; description?: string | undefined; tags?: string[] | undefined },
): Promise<boolean> {
  const { count } = await tx.workflow.updateMany({
    where: { id: key.id, workspaceId: key.workspaceId, deletedAt: null },
    data: { ...change, updatedAt: new Date() },
  });
  return count === 1;
}

export async function markDeleted(tx: Tx, key: Key): Promise<void> {
  await tx.workflow.updateMany({
    where: { id: key.id, workspaceId: key.workspaceId },
    data: { deletedAt: new Date() },
  });
}

/** Brings back what was deleted after `since`. False when there is no such workflow. */
export async function unmarkDeleted(tx: Tx, key: Key, since: Date): Promise<boolean> {
  const { count } = await tx.workflow.updateMany({
    where: { id: key.id, workspaceId: key.workspaceId, deletedAt: { gte: since } },
    data: { deletedAt: null, updatedAt: new Date() },
  });
  return count === 1;
}

/** How many workflows a workspace has, and how many of them are live. */
export async function countWorkflows(pool: Pool, workspaceId: string): Promise<{ all: number; live: number }> {
  const { rows } = await pool.query<{ all: number; live: number }>(
    `SELECT count(*)::int AS all, count(s.active_deployment_id)::int AS live
     FROM workflow w LEFT JOIN server s ON s.workflow_id = w.id WHERE w.workspace_id = $1 AND w.deleted_at IS NULL`,
    [workspaceId],
  );
  return rows[0]!;
}
