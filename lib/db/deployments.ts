import type { Pool } from 'pg';
import type { DeploymentStatus } from '#lib/contracts/api/deployments.ts';
import type { ContractComparison } from '#lib/contracts/server-contract.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';
import { SqlWhere } from './sql-where.ts';

export interface DeploymentRow {
  id: string;
  workflowId: string;
  workflowSlug: string;
  versionId: string;
  version: number;
  status: DeploymentStatus;
  tools: { name: string; title: string | null; description: string }[];
  prompts: { name: string; title: string | null; description: string }[];
  resources: { uri: string; name: string; title: string | null }[];
  /** How it changed the server for its callers; null: nothing was live before, or it is not live yet. */
  contract: ContractComparison | null;
  message: string;
  createdAt: Date;
  deployedAt: Date | null;
  error: { code: string; message: string } | null;
}

const COLUMNS = `d.id, d.workflow_id AS "workflowId", w.slug AS "workflowSlug", d.version_id AS "versionId",
  v.number AS version, d.status, d.tools, d.prompts, d.resources, d.contract,
  d.message, d.created_at AS "createdAt", d.deployed_at AS "deployedAt", d.error`;
const TABLES = `deployment d JOIN workflow w ON w.id = d.workflow_id AND w.deleted_at IS NULL
  JOIN workflow_version v ON v.id = d.version_id`;

interface Key {
  workspaceId: string;
  id: string;
}

export async function findDeployment(pool: Pool, key: Key): Promise<DeploymentRow | null> {
  const { rows } = await pool.query<DeploymentRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE d.workspace_id = $1 AND d.id = $2`,
    [key.workspaceId, key.id],
  );
  return rows[0] ?? null;
}

/** Deployments, newest first. */
export async function listDeploymentRows(
  pool: Pool,
  query: {
    workspaceId: string;
    limit: number;
    cursor?: string | undefined;
    workflowId?: string | undefined;
    status?: DeploymentStatus | undefined;
    /** Only of these workflows, if a list is given. */
    only: readonly string[] | null;
  },
): Promise<Page<DeploymentRow>> {
  const where = new SqlWhere().and('d.workspace_id = ?', query.workspaceId);
  const before = decodeIdCursor(query.cursor);
  if (before !== undefined) where.and('d.id < ?', before);
  if (query.workflowId !== undefined) where.and('d.workflow_id = ?', query.workflowId);
  if (query.only !== null) where.and('d.workflow_id = ANY(?::uuid[])', query.only);
  if (query.status !== undefined) where.and('d.status = ?', query.status);
  const { rows } = await pool.query<DeploymentRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE ${where.text} ORDER BY d.id DESC LIMIT ${where.parameter(query.limit + 1)}`,
    where.values,
  );
  return pageById(rows, query.limit);
}

/** A deployment that is under way, with what putting it live takes. */
export interface DeployingVersion {
  workflowId: string;
  workspaceSlug: string;
  hash: string;
  definition: Uint8Array;
}

/** Marks a deployment as being worked on. Null when it is done already, or was never asked for. */
export async function startDeploying(pool: Pool, key: Key): Promise<DeployingVersion | null> {
  const { rows } = await pool.query<DeployingVersion>(
    `UPDATE deployment d SET status = 'deploying' FROM workflow_version v, workspace s
     WHERE d.workspace_id = $1 AND d.id = $2 AND d.status IN ('queued', 'deploying')
       AND v.id = d.version_id AND s.id = d.workspace_id
     RETURNING d.workflow_id AS "workflowId", s.slug AS "workspaceSlug", v.hash, v.definition`,
    [key.workspaceId, key.id],
  );
  return rows[0] ?? null;
}

export interface NewDeployment {
  workspaceId: string;
  workflowId: string;
  versionId: string;
  message: string;
  createdById: string | null;
}

/** A queued deployment. With the workflow locked, ids and times of its deployments are in the order of asking. */
export async function insertDeployment(tx: Tx, deployment: NewDeployment): Promise<string> {
  const id = newId();
  await tx.$executeRaw`
    INSERT INTO deployment (id, workspace_id, workflow_id, version_id, status, message, created_at, created_by_id)
    VALUES (${id}::uuid, ${deployment.workspaceId}::uuid, ${deployment.workflowId}::uuid, ${deployment.versionId}::uuid,
      'queued', ${deployment.message}, clock_timestamp(), ${deployment.createdById}::uuid)`;
  return id;
}

/** What a deployment offers, and how that differs from what was live before. */
export type ServerOfferRow = Pick<DeploymentRow, 'tools' | 'prompts' | 'resources' | 'contract'>;

/** Moves a deployment from one of `from` to `to`. False when it is in another state (or another workspace). */
export async function moveDeployment(
  tx: Tx,
  key: Key,
  from: readonly DeploymentStatus[],
  to: DeploymentStatus,
  extra: { error?: JsonObject } & Partial<ServerOfferRow> = {},
): Promise<boolean> {
  const { contract, ...offer } = extra;
  const { count } = await tx.deployment.updateMany({
    where: { id: key.id, workspaceId: key.workspaceId, status: { in: [...from] } },
    data: { status: to, ...offer, ...(contract && { contract }), ...(to === 'active' && { deployedAt: new Date() }) },
  });
  return count === 1;
}

/** Whether a later deployment of the same workflow has already been put live: then this one comes too late. */
export async function isOvertaken(
  tx: Tx,
  key: { workspaceId: string; workflowId: string; deploymentId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ overtaken: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM deployment later JOIN deployment own ON own.id = ${key.deploymentId}::uuid
      WHERE later.workspace_id = ${key.workspaceId}::uuid AND later.workflow_id = ${key.workflowId}::uuid
        AND later.deployed_at IS NOT NULL AND (later.created_at, later.id) > (own.created_at, own.id)
    ) AS overtaken`;
  return rows[0]?.overtaken ?? false;
}

/** The version that is live. */
export interface LiveVersion {
  number: number;
  hash: string;
  definition: Uint8Array;
}

/** What is live of a workflow. */
export interface ServerRow {
  activeDeploymentId: string | null;
  generation: number;
}

export async function findServer(tx: Tx, key: { workspaceId: string; workflowId: string }): Promise<ServerRow | null> {
  return tx.server.findFirst({
    where: { workspaceId: key.workspaceId, workflowId: key.workflowId },
    select: { activeDeploymentId: true, generation: true },
  });
}

/**
 * Points the server at a deployment, or at none, and counts the generation up; call it with the workflow locked. Whatever
 * was live becomes `displaced`. Returns the new generation.
 */
export async function pointServer(
  tx: Tx,
  key: { workspaceId: string; workflowId: string },
  deploymentId: string | null,
  displaced: 'superseded' | 'stopped',
): Promise<number> {
  const before = await findServer(tx, key);
  if (before?.activeDeploymentId != null && before.activeDeploymentId !== deploymentId) {
    await moveDeployment(tx, { ...key, id: before.activeDeploymentId }, ['active'], displaced);
  }
  const server = await tx.server.upsert({
    where: { workflowId: key.workflowId },
    create: { ...key, activeDeploymentId: deploymentId, generation: 1 },
    update: { activeDeploymentId: deploymentId, generation: { increment: 1 }, updatedAt: new Date() },
  });
  return server.generation;
}
