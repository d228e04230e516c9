import type { Pool } from 'pg';

/** The webhook at an address, with the version that it starts. */
export interface LiveWebhook {
  workspaceId: string;
  workflowId: string;
  triggerKey: string;
  versionId: string;
  /** For whom its runs act: who deployed. */
  deployedById: string | null;
}

/** The webhook of `/hooks/{workspaceSlug}/{path}` for a method; null when no live workflow has it. */
export async function findWebhookByAddress(
  pool: Pool,
  address: { workspaceSlug: string; path: string; method: string },
): Promise<LiveWebhook | null> {
  const { rows } = await pool.query<LiveWebhook>({
    name: 'webhook-by-address',
    text: `SELECT h.workspace_id AS "workspaceId", h.workflow_id AS "workflowId", h.trigger_key AS "triggerKey",
        d.version_id AS "versionId", d.created_by_id AS "deployedById"
      FROM workspace w
      JOIN webhook h ON h.workspace_id = w.id AND h.path = $2 AND h.method IN ($3, 'ANY')
      JOIN workflow f ON f.id = h.workflow_id AND f.deleted_at IS NULL
      JOIN server s ON s.workflow_id = h.workflow_id AND s.active_deployment_id = h.deployment_id
      JOIN deployment d ON d.id = h.deployment_id
      WHERE w.slug = $1 AND w.deleted_at IS NULL`,
    values: [address.workspaceSlug, address.path, address.method],
  });
  return rows[0] ?? null;
}
