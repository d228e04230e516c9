import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { HookKind } from '#lib/contracts/hook-kind.ts';
import type { Tx } from '#lib/db/client.ts';
import { replaceWebhooks, type WebhookRow } from '#lib/db/webhooks.ts';

/**
 * Puts the webhooks and forms of a version in force with the deployment that goes live, in its transaction. The address that another
 * live workflow has, or null.
 */
export function publishWebhooks(
  tx: Tx,
  { workspaceId, workflowId, deploymentId }: { workspaceId: string; workflowId: string; deploymentId: string },
  definition: WorkflowDefinition,
): Promise<WebhookRow | null> {
  return replaceWebhooks(tx, { workspaceId, workflowId }, deploymentId, webhooksOf(definition));
}

/** Triggers that have an address. */
export const hookKinds: ReadonlyMap<string, HookKind> = new Map<string, HookKind>([
  ['trigger.webhook', 'webhook'],
  ['trigger.form', 'form'],
]);

/** The addresses of a version; a disabled trigger does not exist. */
export function webhooksOf(definition: WorkflowDefinition): WebhookRow[] {
  return definition.nodes.flatMap(({ key, type, config, disabled }) => {
    const kind = hookKinds.get(type);
    if (!kind || disabled === true) return [];
    const { path, method = 'POST' } = config;
    return typeof path === 'string' && typeof method === 'string' ? [{ triggerKey: key, kind, path, method }] : [];
  });
}
