import type { z } from 'zod';
import type { listenWebhook as contract, WebhookListener } from '#lib/contracts/api/triggers.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { unpackJson, packJson } from '#lib/db/packed-json.ts';
import { deleteListener, findListener, replaceListener, type ListenerRow } from '#lib/db/webhook-listeners.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { say } from '#lib/shared/say.ts';
import { hookKinds } from './publish-webhooks.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'clock'>;
interface Key {
  id: string;
  listenerId: string;
}

const LISTEN_MS = 120_000;

/**
 * Waits for one test call of a webhook of the draft, or for one filled-in form, instead of an earlier wait for the same node.
 *
 * @throws {AppError} `not_found`; `invalid` if the node is no webhook or form with a path.
 */
export async function listenWebhook(
  deps: Deps,
  principal: Principal,
  { id, nodeId }: { id: string } & z.infer<typeof contract.body>,
): Promise<WebhookListener> {
  requirePermission(principal, 'workflow:execute');
  const workflow = await requireWorkflow(deps, principal, id);
  const node = readDefinition(workflow.draft).nodes.find((one) => one.id === nodeId);
  const { path, method = 'POST' } = node?.config ?? {};
  const kind = node && hookKinds.get(node.type);
  if (!kind || typeof path !== 'string' || path === '' || typeof method !== 'string') {
    const said = say('no_webhook_to_listen');
    throw new AppError('invalid', said, { errors: [{ path: '/nodeId', code: 'no_webhook', ...said }] });
  }
  const now = deps.clock.now();
  const row = await deps.db.transaction(async (tx) => {
    await writeAudit(tx, principal, {
      action: 'webhook.listened',
      targetType: 'workflow',
      targetId: id,
      data: { nodeId },
    });
    return replaceListener(tx, {
      id: newId(now),
      workspaceId: principal.workspaceId,
      workflowId: id,
      nodeId,
      createdById: principal.userId,
      kind,
      path,
      method,
      config: new Uint8Array(packJson(node.config)),
      expiresAt: new Date(now + LISTEN_MS),
    });
  });
  return presentListener(deps, principal, row);
}

/** Whether the call has come. @throws {AppError} `not_found`, also when it is long over. */
export async function getWebhookListener(
  deps: Deps,
  principal: Principal,
  { id, listenerId }: Key,
): Promise<WebhookListener> {
  requirePermission(principal, 'workflow:execute');
  await requireWorkflow(deps, principal, id);
  const key = { workspaceId: principal.workspaceId, workflowId: id, id: listenerId };
  const row = await findListener(deps.db.prisma, key);
  if (!row) throw notFound('listener');
  return presentListener(deps, principal, row);
}

/** Waits no longer. @throws {AppError} `not_found` */
export async function stopWebhookListener(deps: Deps, principal: Principal, { id, listenerId }: Key): Promise<void> {
  requirePermission(principal, 'workflow:execute');
  await requireWorkflow(deps, principal, id);
  const key = { workspaceId: principal.workspaceId, workflowId: id, id: listenerId };
  if (!(await deleteListener(deps.db.prisma, key))) throw notFound('listener');
}

function presentListener({ config }: Deps, { workspaceSlug }: Principal, row: ListenerRow): WebhookListener {
  return {
    id: row.id,
    nodeId: row.nodeId,
    url: `${config.mcpPublicUrl}/${row.kind === 'form' ? 'forms-test' : 'hooks-test'}/${workspaceSlug}/${row.path}`,
    method: row.method,
    expiresAt: row.expiresAt.toISOString(),
    receivedAt: row.receivedAt?.toISOString() ?? null,
    input: row.received === null ? null : unpackJson(row.received),
  };
}
