import type { Pool } from 'pg';
import { permissions } from '#lib/contracts/principal.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import type { Connection } from './generated/client.ts';

export type ConnectionRow = Connection;

/** Who looks: shared connections are everybody's, personal ones their owner's. */
interface Viewer {
  workspaceId: string;
  userId: string;
}
type Key = Viewer & { id: string };

const visibleTo = ({ workspaceId, userId }: Viewer) => ({ workspaceId, OR: [{ ownerId: null }, { ownerId: userId }] });

export interface NewConnection {
  id: string;
  workspaceId: string;
  ownerId: string | null;
  name: string;
  connector: string;
  hosts: string[];
  settings: JsonObject;
  secret: Uint8Array<ArrayBuffer> | null;
  /** Names of secret variables by JSON Pointer into the secret fields. */
  variables: Record<string, string>;
  createdById: string;
}

export async function insertConnection(tx: Tx, connection: NewConnection): Promise<ConnectionRow> {
  return tx.connection.create({ data: connection });
}

/** Everybody's in a workspace. */
export async function countConnections(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<number> {
  return tx.connection.count({ where: { workspaceId } });
}

/** Newest first. */
export async function listConnectionRows(
  tx: Tx,
  query: Viewer & { limit: number; cursor?: string | undefined },
): Promise<Page<ConnectionRow>> {
  const before = decodeIdCursor(query.cursor);
  const rows = await tx.connection.findMany({
    where: { ...visibleTo(query), ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  return pageById(rows, query.limit);
}

export async function findConnectionRow(tx: Tx, { id, ...viewer }: Key): Promise<ConnectionRow | null> {
  return tx.connection.findFirst({ where: { id, ...visibleTo(viewer) } });
}

/** Changes a row that is still as it was read (`updatedAt`); null if it is not. */
export async function updateConnectionRow(
  tx: Tx,
  { id, updatedAt, ...viewer }: Key & { updatedAt: Date },
  data: Partial<Pick<NewConnection, 'name' | 'hosts' | 'settings' | 'secret' | 'variables'>> & { updatedAt: Date },
): Promise<ConnectionRow | null> {
  const where = { id, updatedAt, ...visibleTo(viewer) };
  const { count } = await tx.connection.updateMany({ where, data });
  return count === 0 ? null : findConnectionRow(tx, { id, ...viewer });
}

/** What came of trying it; null forgets it. */
export async function recordConnectionTest(
  tx: Tx,
  { id, ...viewer }: Key,
  test: { at: Date; ok: boolean } | null,
): Promise<void> {
  await tx.connection.updateMany({
    where: { id, ...visibleTo(viewer) },
    data: { lastTestedAt: test?.at ?? null, lastTestOk: test?.ok ?? null },
  });
}

/** False if there was none such. */
export async function deleteConnectionRow(tx: Tx, { id, ...viewer }: Key): Promise<boolean> {
  const { count } = await tx.connection.deleteMany({ where: { id, ...visibleTo(viewer) } });
  return count > 0;
}

/** What a run needs of a connection. */
export interface UsableConnection {
  connector: string;
  hosts: string[];
  settings: JsonObject;
  secret: Uint8Array | null;
  variables: Record<string, string>;
}

/** Personal ones only for their owner, as long as the owner is a member who may use connections. */
const USABLE = `c.workspace_id = $1 AND (c.owner_id IS NULL OR (c.owner_id = $2::uuid AND EXISTS (
  SELECT FROM membership m WHERE m.workspace_id = c.workspace_id AND m.user_id = c.owner_id AND m.role = ANY($3))))`;
const usingRoles = [...permissions['connection:use']];

interface Actor {
  workspaceId: string;
  /** Null: nobody, so shared connections alone. */
  actorId: string | null;
}

export async function findUsableConnection(
  pool: Pool,
  { workspaceId, actorId, id }: Actor & { id: string },
): Promise<UsableConnection | null> {
  const { rows } = await pool.query<UsableConnection>({
    name: 'connection_usable',
    text: `SELECT c.connector, c.hosts, c.settings, c.secret, c.variables FROM connection c WHERE ${USABLE} AND c.id = $4`,
    values: [workspaceId, actorId, usingRoles, id],
  });
  return rows[0] ?? null;
}

/** Every connection that somebody may use, without its secret; for validation. */
export async function listUsableConnections(
  pool: Pool,
  { workspaceId, actorId }: Actor,
): Promise<{ id: string; connector: string; ready: boolean }[]> {
  const { rows } = await pool.query<{ id: string; connector: string; ready: boolean }>({
    name: 'connections_usable',
    text: `SELECT c.id, c.connector, c.secret IS NOT NULL AS ready FROM connection c WHERE ${USABLE}`,
    values: [workspaceId, actorId, usingRoles],
  });
  return rows;
}

/** Connections that take a secret field from a variable. */
export async function findConnectionsTaking(
  pool: Pool,
  { workspaceId, variable }: { workspaceId: string; variable: string },
): Promise<{ id: string; name: string; ownerId: string | null }[]> {
  const { rows } = await pool.query<{ id: string; name: string; ownerId: string | null }>(
    `SELECT c.id, c.name, c.owner_id AS "ownerId" FROM connection c
     WHERE c.workspace_id = $1 AND EXISTS (SELECT FROM jsonb_each_text(c.variables) v WHERE v.value = $2)
     ORDER BY c.name, c.id`,
    [workspaceId, variable],
  );
  return rows;
}

/** Workflows of which the draft or the live version holds a text: candidates for its where-used list. */
export async function findDefinitionsNaming(
  pool: Pool,
  { workspaceId, text }: { workspaceId: string; text: string },
): Promise<{ workflowId: string; name: string; draft: Uint8Array | null; live: Uint8Array | null }[]> {
  const { rows } = await pool.query<{
    workflowId: string;
    name: string;
    draft: Uint8Array | null;
    live: Uint8Array | null;
  }>({
    name: 'definitions_naming',
    text: `SELECT * FROM (
        SELECT w.id AS "workflowId", w.name,
          CASE WHEN position(convert_to($2, 'UTF8') IN w.draft) > 0 THEN w.draft END AS draft,
          CASE WHEN position(convert_to($2, 'UTF8') IN v.definition) > 0 THEN v.definition END AS live
        FROM workflow w LEFT JOIN server s ON s.workflow_id = w.id
        LEFT JOIN deployment d ON d.id = s.active_deployment_id
        LEFT JOIN workflow_version v ON v.id = d.version_id
        WHERE w.workspace_id = $1 AND w.deleted_at IS NULL
      ) AS named WHERE draft IS NOT NULL OR live IS NOT NULL ORDER BY name, "workflowId"`,
    values: [workspaceId, text],
  });
  return rows;
}
