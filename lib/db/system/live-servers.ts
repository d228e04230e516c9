import type pg from 'pg';
import { z } from 'zod';
import {
  readServerSettings,
  serverAccessSchema,
  type ServerAccess,
  type ServerSettings,
} from '#lib/contracts/server-settings.ts';

/** The server at an address, as the runtime sees it. `active` is null while it is stopped. */
export interface LiveServerRecord {
  workspaceId: string;
  /** The server's own id: what keys and tokens are bound to. That of its workflow, or of its collection. */
  id: string;
  /** The same id. */
  workflowId: string;
  workflowSlug: string;
  name: string;
  description: string;
  generation: number;
  access: ServerAccess;
  settings: ServerSettings;
  active: {
    deploymentId: string;
    /** Who deployed it: for them its runs act. */
    deployedById: string | null;
    versionId: string;
    versionNumber: number;
  } | null;
  /** Of a collection: the servers whose tools it has. Null: it is the server of a workflow. */
  members: readonly LiveMember[] | null;
  /** The generations that it was made from, by the ids of its server and of its members. */
  watched: ReadonlyMap<string, number>;
}

/** A workflow's server in a collection. */
export interface LiveMember {
  record: LiveServerRecord;
  /** What its tools are called there; null: left out. */
  names: Readonly<Record<string, string | null>>;
}

/** A workflow's server, as the queries here read it. */
export const liveServerRow = z.object({
  workspace_id: z.string(),
  workflow_id: z.string(),
  workflow_slug: z.string(),
  name: z.string(),
  description: z.string(),
  generation: z.int(),
  access: serverAccessSchema,
  settings: z.unknown(),
  deployment_id: z.string().nullable(),
  deployed_by_id: z.string().nullable(),
  version_id: z.string().nullable(),
  version_number: z.int().nullable(),
});

const SERVER_SQL = `
  SELECT f.workspace_id, f.id AS workflow_id, f.slug AS workflow_slug, f.name, f.description, s.generation,
    s.access, s.settings, d.id AS deployment_id, d.created_by_id AS deployed_by_id, v.id AS version_id, v.number AS version_number
  FROM workspace w
  JOIN workflow f ON f.workspace_id = w.id AND f.deleted_at IS NULL
  JOIN server s ON s.workflow_id = f.id
  LEFT JOIN deployment d ON d.id = s.active_deployment_id
  LEFT JOIN workflow_version v ON v.id = d.version_id
  WHERE w.slug = $1 AND f.slug = $2 AND w.deleted_at IS NULL`;

/** The server of `/mcp/{workspaceSlug}/{workflowSlug}`; null when there never was one or it is deleted. */
export async function findServerByAddress(
  pool: pg.Pool,
  workspaceSlug: string,
  workflowSlug: string,
): Promise<LiveServerRecord | null> {
  const { rows } = await pool.query({
    name: 'server-by-address',
    text: SERVER_SQL,
    values: [workspaceSlug, workflowSlug],
  });
  if (rows.length === 0) return null;
  return liveServerOf(liveServerRow.parse(rows[0]));
}

export function liveServerOf(row: z.infer<typeof liveServerRow>): LiveServerRecord {
  const { deployment_id: deploymentId, version_id: versionId, version_number: versionNumber } = row;
  return {
    workspaceId: row.workspace_id,
    id: row.workflow_id,
    workflowId: row.workflow_id,
    workflowSlug: row.workflow_slug,
    name: row.name,
    description: row.description,
    generation: row.generation,
    access: row.access,
    settings: readServerSettings(row.settings),
    active:
      deploymentId !== null && versionId !== null && versionNumber !== null
        ? { deploymentId, deployedById: row.deployed_by_id, versionId, versionNumber }
        : null,
    members: null,
    watched: new Map([[row.workflow_id, row.generation]]),
  };
}

const GENERATIONS_SQL = `
  SELECT s.workflow_id, s.generation
  FROM server s
  JOIN workflow f ON f.id = s.workflow_id AND f.deleted_at IS NULL
  JOIN workspace w ON w.id = s.workspace_id AND w.deleted_at IS NULL
  WHERE s.workflow_id = ANY($1::uuid[])
  UNION ALL
  SELECT c.id, c.generation
  FROM collection c
  JOIN workspace w ON w.id = c.workspace_id AND w.deleted_at IS NULL
  WHERE c.id = ANY($1::uuid[]) AND c.deleted_at IS NULL`;

/** Current generations of the servers (workflows' and collections') that a runtime has loaded; a deleted one is missing. */
export async function listServerGenerations(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ workflow_id: string; generation: number }>({
    name: 'server-generations',
    text: GENERATIONS_SQL,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.workflow_id, row.generation]));
}
