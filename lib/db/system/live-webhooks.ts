import type { Pool } from 'pg';
import type { HookKind } from '#lib/contracts/hook-kind.ts';

/** Where a webhook is called, or a form is filled in (with the method `POST`). */
export interface HookAddress {
  kind: HookKind;
  workspaceSlug: string;
  path: string;
  method: string;
}

/** The webhook or form at an address, with the version that it starts. */
export interface LiveWebhook {
  workspaceId: string;
  workflowId: string;
  triggerKey: string;
  versionId: string;
  workspaceName: string;
  /** For whom its runs act: who deployed. */
  deployedById: string | null;
}

/** The webhook or form of an address; null when no live workflow has it. */
export async function findWebhookByAddress(pool: Pool, address: HookAddress): Promise<LiveWebhook | null> {
  const { rows } = await pool.query<LiveWebhook>({
    name: 'webhook-by-address',
    text: `SELECT h.workspace_id AS "workspaceId", h.workflow_id AS "workflowId", h.trigger_key AS "triggerKey",
        d.version_id AS "versionId", d.created_by_id AS "deployedById", w.name AS "workspaceName"
      FROM workspace w
      JOIN webhook h ON h.workspace_id = w.id AND h.path = $2 AND h.method IN ($3, 'ANY') AND h.kind = $4
      JOIN workflow f ON f.id = h.workflow_id AND f.deleted_at IS NULL
      JOIN server s ON s.workflow_id = h.workflow_id AND s.active_deployment_id = h.deployment_id
      JOIN deployment d ON d.id = h.deployment_id
      WHERE w.slug = $1 AND w.deleted_at IS NULL`,
    values: [address.workspaceSlug, address.path, address.method, address.kind],
  });
  return rows[0] ?? null;
}

/** Somebody in the editor who waits for a call of a webhook, or for a filled-in form. */
export interface OpenListener {
  id: string;
  workspaceId: string;
  workflowId: string;
  createdById: string;
  nodeId: string;
  workspaceName: string;
  /** The trigger's config as JSON bytes. */
  config: Uint8Array;
}

/** The listener at a test address that has got nothing yet. */
export async function findListenerByAddress(pool: Pool, address: HookAddress, now: Date): Promise<OpenListener | null> {
  const { rows } = await pool.query<OpenListener>(
    `SELECT l.id, l.workspace_id AS "workspaceId", l.workflow_id AS "workflowId", l.created_by_id AS "createdById",
       l.node_id AS "nodeId", w.name AS "workspaceName", l.config
     FROM workspace w
     JOIN webhook_listener l ON l.workspace_id = w.id AND l.path = $2 AND l.method IN ($3, 'ANY') AND l.kind = $5
     JOIN workflow f ON f.id = l.workflow_id AND f.deleted_at IS NULL
     WHERE w.slug = $1 AND w.deleted_at IS NULL AND l.expires_at > $4 AND l.received_at IS NULL
     ORDER BY l.id DESC LIMIT 1`,
    [address.workspaceSlug, address.path, address.method, now, address.kind],
  );
  return rows[0] ?? null;
}

/** Gives the call to the listener. False if another call was first, or nobody listens any more. */
export async function storeReceived(
  pool: Pool,
  { id, workspaceId }: Pick<OpenListener, 'id' | 'workspaceId'>,
  received: Uint8Array,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE webhook_listener SET received = $3, received_at = $4
     WHERE id = $1 AND workspace_id = $2 AND received_at IS NULL AND expires_at > $4`,
    [id, workspaceId, received, now],
  );
  return rowCount === 1;
}
