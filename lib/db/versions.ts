import type { Pool } from 'pg';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';

export interface VersionRow {
  id: string;
  number: number;
  hash: string;
  message: string;
  createdAt: Date;
  createdById: string | null;
  createdByName: string | null;
  live: boolean;
}
export interface VersionWithDefinition extends VersionRow {
  definition: Uint8Array;
}

interface WorkflowKey {
  workspaceId: string;
  workflowId: string;
}

const COLUMNS = `v.id, v.number, v.hash, v.message, v.created_at AS "createdAt", u.id AS "createdById",
  u.name AS "createdByName", coalesce(d.version_id = v.id, false) AS live`;
const TABLES = `workflow_version v JOIN workflow w ON w.id = v.workflow_id AND w.deleted_at IS NULL
  LEFT JOIN "user" u ON u.id = v.created_by_id LEFT JOIN server s ON s.workflow_id = v.workflow_id
  LEFT JOIN deployment d ON d.id = s.active_deployment_id`;

/** Numbered versions, newest first. */
export async function listVersionRows(
  pool: Pool,
  query: WorkflowKey & { limit: number; cursor?: string | undefined },
): Promise<Page<VersionRow>> {
  const before = query.cursor === undefined ? null : decodeNumber(query.cursor);
  const { rows } = await pool.query<VersionRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE v.workspace_id = $1 AND v.workflow_id = $2
       AND v.number IS NOT NULL AND ($3::int IS NULL OR v.number < $3) ORDER BY v.number DESC LIMIT $4`,
    [query.workspaceId, query.workflowId, before, query.limit + 1],
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? encodeCursor([String(last.number)]) : null };
}

function decodeNumber(cursor: string): number {
  const [text] = decodeCursor(cursor, 1);
  if (text === undefined || !/^[1-9]\d{0,8}$/.test(text)) {
    throw new AppError('malformed', 'The cursor is not one that this list gave out');
  }
  return Number(text);
}

/** A numbered version of a workflow that is not deleted. */
export async function findVersion(
  pool: Pool,
  key: WorkflowKey & { number: number },
): Promise<VersionWithDefinition | null> {
  const { rows } = await pool.query<VersionWithDefinition>(
    `SELECT ${COLUMNS}, v.definition FROM ${TABLES}
     WHERE v.workspace_id = $1 AND v.workflow_id = $2 AND v.number = $3`,
    [key.workspaceId, key.workflowId, key.number],
  );
  return rows[0] ?? null;
}

/** A version or snapshot as runs need it. */
export interface StoredVersionRow {
  id: string;
  workflowId: string;
  number: number | null;
  definition: Uint8Array;
}

export interface VersionRef {
  id: string;
  number: number;
  hash: string;
}

/** The version that is live now. */
export async function findLiveVersion(pool: Pool, key: WorkflowKey): Promise<StoredVersionRow | null> {
  const { rows } = await pool.query<StoredVersionRow>({
    name: 'version_live',
    text: `SELECT v.id, v.workflow_id AS "workflowId", v.number, v.definition FROM server s
      JOIN workflow w ON w.id = s.workflow_id AND w.deleted_at IS NULL
      JOIN deployment d ON d.id = s.active_deployment_id JOIN workflow_version v ON v.id = d.version_id
      WHERE s.workspace_id = $1 AND s.workflow_id = $2`,
    values: [key.workspaceId, key.workflowId],
  });
  return rows[0] ?? null;
}

/** The newest numbered version; call it with the workflow locked. */
export async function newestVersion(tx: Tx, key: WorkflowKey): Promise<VersionRef | null> {
  const row = await tx.workflowVersion.findFirst({
    where: { workspaceId: key.workspaceId, workflowId: key.workflowId, number: { not: null } },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, hash: true },
  });
  return row?.number == null ? null : { id: row.id, number: row.number, hash: row.hash };
}

export interface NewVersion extends WorkflowKey {
  number: number;
  hash: string;
  definition: Uint8Array<ArrayBuffer>;
  message: string;
  createdById: string | null;
  /** The error workflow that its settings name. */
  errorWorkflowId: string | null;
  /** How many runs may be executed at once, as its settings say. */
  concurrency: number | null;
}

/** A new numbered version; call it with the workflow locked. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<VersionRef> {
  const row = { id: newId(), ...version };
  await tx.workflowVersion.create({ data: row });
  return { id: row.id, number: version.number, hash: version.hash };
}

/** The snapshot of an executed draft with this content, made now if there is none yet. */
export async function findOrInsertSnapshot(
  pool: Pool,
  snapshot: WorkflowKey & Pick<NewVersion, 'hash' | 'definition' | 'createdById' | 'concurrency'>,
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH found AS (
       SELECT id FROM workflow_version
       WHERE workspace_id = $1 AND workflow_id = $2 AND hash = $3 AND number IS NULL LIMIT 1
     ), made AS (
       INSERT INTO workflow_version (id, workspace_id, workflow_id, hash, definition, created_by_id, concurrency)
       SELECT $4, $1, $2, $3, $5, $6, $7 WHERE NOT EXISTS (SELECT 1 FROM found) RETURNING id
     )
     SELECT id FROM found UNION ALL SELECT id FROM made`,
    [
      snapshot.workspaceId,
      snapshot.workflowId,
      snapshot.hash,
      newId(),
      snapshot.definition,
      snapshot.createdById,
      snapshot.concurrency,
    ],
  );
  return rows[0]!.id;
}
