import type pg from 'pg';
import { z } from 'zod';
import { readServerSettings, serverAccessSchema } from '#lib/contracts/server-settings.ts';
import { liveServerOf, liveServerRow, type LiveMember, type LiveServerRecord } from './live-servers.ts';

const collectionRow = z.object({
  id: z.string(),
  workspace_id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  generation: z.int(),
  access: serverAccessSchema,
  settings: z.unknown(),
});

const COLLECTION_SQL = `
  SELECT c.id, c.workspace_id, c.slug, c.name, c.description, c.generation, c.access, c.settings
  FROM workspace w
  JOIN collection c ON c.workspace_id = w.id AND c.deleted_at IS NULL
  WHERE w.slug = $1 AND c.slug = $2 AND w.deleted_at IS NULL`;

const memberRow = liveServerRow.extend({ names: z.record(z.string(), z.string().nullable()) });

/** A deleted workflow counts as one that was never deployed: it may come back. */
const MEMBERS_SQL = `
  SELECT f.workspace_id, f.id AS workflow_id, f.slug AS workflow_slug, f.name, f.description,
    coalesce(s.generation, 0) AS generation, coalesce(s.access, 'key') AS access,
    coalesce(s.settings, '{"v":1}'::jsonb) AS settings, d.id AS deployment_id, d.created_by_id AS deployed_by_id,
    v.id AS version_id, v.number AS version_number, m.names
  FROM collection_member m
  JOIN workflow f ON f.id = m.workflow_id AND f.workspace_id = $2
  LEFT JOIN server s ON s.workflow_id = f.id AND f.deleted_at IS NULL
  LEFT JOIN deployment d ON d.id = s.active_deployment_id
  LEFT JOIN workflow_version v ON v.id = d.version_id
  WHERE m.collection_id = $1 ORDER BY m.position`;

/** The collection of `/mcp/{workspaceSlug}/{slug}`; null when there is none. */
export async function findCollectionByAddress(
  pool: pg.Pool,
  workspaceSlug: string,
  slug: string,
): Promise<LiveServerRecord | null> {
  const found = await pool.query({
    name: 'collection-by-address',
    text: COLLECTION_SQL,
    values: [workspaceSlug, slug],
  });
  if (found.rows.length === 0) return null;
  const row = collectionRow.parse(found.rows[0]);
  const { rows } = await pool.query({
    name: 'collection-members',
    text: MEMBERS_SQL,
    values: [row.id, row.workspace_id],
  });
  const members = rows.map((one): LiveMember => {
    const { names, ...server } = memberRow.parse(one);
    return { names, record: liveServerOf(server) };
  });
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    workflowId: row.id,
    workflowSlug: row.slug,
    name: row.name,
    description: row.description,
    generation: row.generation,
    access: row.access,
    settings: readServerSettings(row.settings),
    active: null,
    members,
    watched: new Map([[row.id, row.generation], ...members.flatMap(({ record }) => [...record.watched])]),
  };
}
