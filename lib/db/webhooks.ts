import type { Pool } from 'pg';
import type { HookKind } from '#lib/contracts/hook-kind.ts';
import type { Tx } from './client.ts';

export interface WebhookRow {
  triggerKey: string;
  kind: HookKind;
  path: string;
  /** `ANY` for all. */
  method: string;
}

interface Key {
  workspaceId: string;
  workflowId: string;
}

/**
 * The webhooks and forms of a deployment that goes live; those that its version lacks are deleted. Takes the workspace's lock, so that
 * an address is never given to two workflows: null, or the one that another live workflow has.
 */
export async function replaceWebhooks(
  tx: Tx,
  { workspaceId, workflowId }: Key,
  deploymentId: string,
  webhooks: readonly WebhookRow[],
): Promise<WebhookRow | null> {
  if (webhooks.length > 0) {
    await tx.$executeRaw`SELECT 1 FROM workspace WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    const paths = webhooks.map(({ path }) => path);
    const others = await tx.$queryRaw<WebhookRow[]>`
      SELECT h.trigger_key AS "triggerKey", h.kind, h.path, h.method FROM webhook h
      JOIN server s ON s.workflow_id = h.workflow_id AND s.active_deployment_id = h.deployment_id
      WHERE h.workspace_id = ${workspaceId}::uuid AND h.workflow_id <> ${workflowId}::uuid AND h.path = ANY(${paths})`;
    const taken = firstTaken(webhooks, others);
    if (taken) return taken;
  }
  await tx.webhook.deleteMany({ where: { workspaceId, workflowId } });
  await tx.webhook.createMany({ data: webhooks.map((hook) => ({ ...hook, workspaceId, workflowId, deploymentId })) });
  return null;
}

/** The first of `webhooks` whose address another live workflow of the workspace has; null if all are free. */
export async function findTakenWebhook(
  pool: Pool,
  key: Key,
  webhooks: readonly WebhookRow[],
): Promise<WebhookRow | null> {
  const { rows } = await pool.query<WebhookRow>(
    `SELECT h.trigger_key AS "triggerKey", h.kind, h.path, h.method FROM webhook h
     JOIN server s ON s.workflow_id = h.workflow_id AND s.active_deployment_id = h.deployment_id
     WHERE h.workspace_id = $1 AND h.workflow_id <> $2 AND h.path = ANY($3)`,
    [key.workspaceId, key.workflowId, webhooks.map(({ path }) => path)],
  );
  return firstTaken(webhooks, rows);
}

function firstTaken(webhooks: readonly WebhookRow[], others: readonly WebhookRow[]): WebhookRow | null {
  const share = (one: WebhookRow, other: WebhookRow): boolean =>
    one.kind === other.kind &&
    one.path === other.path &&
    (one.method === other.method || one.method === 'ANY' || other.method === 'ANY');
  return webhooks.find((one) => others.some((other) => share(one, other))) ?? null;
}

/** A delivery that is being taken. */
export interface Delivery extends Key {
  triggerKey: string;
  /** SHA-256 of what identifies it. */
  delivery: Uint8Array;
  executionId: string;
}

/**
 * Remembers a delivery. False if it was taken before; one whose run was never recorded (its process died, or refused it)
 * counts as not taken after `orphanMs`.
 */
export async function takeDelivery(db: Pool | Tx, delivery: Delivery, orphanMs: number): Promise<boolean> {
  const { workspaceId, workflowId, triggerKey, executionId } = delivery;
  const text = `INSERT INTO webhook_delivery AS d (workspace_id, workflow_id, trigger_key, delivery, execution_id)
     VALUES ($1::uuid, $2::uuid, $3, $4, $5::uuid)
     ON CONFLICT (workflow_id, trigger_key, delivery) DO UPDATE
       SET execution_id = excluded.execution_id, created_at = now()
       WHERE d.workspace_id = $1::uuid AND d.created_at < now() - make_interval(secs => $6 / 1000.0)
         AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.id = d.execution_id AND e.workspace_id = $1::uuid)`;
  const values = [workspaceId, workflowId, triggerKey, Buffer.from(delivery.delivery), executionId, orphanMs];
  if ('$executeRawUnsafe' in db) return (await db.$executeRawUnsafe(text, ...values)) === 1;
  return (await db.query(text, values)).rowCount === 1;
}

/** The run that a delivery started, or is starting; null if it was never taken. */
export async function findDelivered(
  pool: Pool,
  { workspaceId, workflowId, triggerKey, delivery }: Omit<Delivery, 'executionId'>,
): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT execution_id AS id FROM webhook_delivery
     WHERE workspace_id = $1 AND workflow_id = $2 AND trigger_key = $3 AND delivery = $4`,
    [workspaceId, workflowId, triggerKey, Buffer.from(delivery)],
  );
  return rows[0]?.id ?? null;
}

/** The run of a delivery was refused: the caller may send it again. */
export async function forgetDelivery(
  pool: Pool,
  { workspaceId, workflowId, triggerKey, executionId }: Delivery,
): Promise<void> {
  await pool.query(
    `DELETE FROM webhook_delivery
     WHERE workspace_id = $1 AND workflow_id = $2 AND trigger_key = $3 AND execution_id = $4`,
    [workspaceId, workflowId, triggerKey, executionId],
  );
}
