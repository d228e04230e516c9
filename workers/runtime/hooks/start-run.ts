import type { RunEnd } from '#lib/runner/ports.ts';
import type { Delivery, LiveWebhook, WebhookSource } from '#lib/services/webhooks/webhook-source.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { DirectRunner } from '../direct-runner.ts';
import { runHeader } from '../run-header.ts';
import type { LoadedVersion } from '../version-cache.ts';
import { withinHold } from '../within-hold.ts';

export interface StartPorts {
  webhooks: WebhookSource;
  runner: DirectRunner;
  now(): number;
  onError(error: unknown, traceId: string): void;
}

/** A call, or a filled-in form, that was let through. */
export interface Accepted {
  trigger: 'webhook' | 'form';
  hook: LiveWebhook;
  loaded: LoadedVersion;
  input: JsonObject;
  delivery: Delivery | null;
  executionId: string;
  traceId: string;
}

/** For a worker. False: the delivery was taken before. */
export async function enqueueRun(ports: StartPorts, accepted: Accepted): Promise<boolean> {
  const { trigger, hook, input, delivery, executionId, traceId } = accepted;
  const { workspaceId, workflowId, versionId, triggerKey, deployedById: actorId } = hook;
  const whose = { workspaceId, workflowId, versionId, triggerKey, actorId };
  return ports.webhooks.enqueue({ ...whose, executionId, trigger, input, traceId }, delivery);
}

/** In this process; it goes on when the caller leaves. */
export async function runHeld(
  ports: StartPorts,
  accepted: Accepted,
): Promise<'duplicate' | 'goesOn' | { ended: RunEnd }> {
  const { trigger, hook, loaded, input, delivery, executionId, traceId } = accepted;
  if (delivery && !(await ports.webhooks.take(delivery))) return 'duplicate';
  const header = runHeader(loaded, {
    id: executionId,
    workspaceId: hook.workspaceId,
    trigger,
    triggerKey: hook.triggerKey,
    traceId,
    parentExecutionId: null,
    actorId: hook.deployedById,
    input,
    now: ports.now(),
  });
  const end = ports.runner.run({ loaded, header }).catch(async (error: unknown) => {
    if (delivery) await ports.webhooks.forget(delivery).catch((cause: unknown) => ports.onError(cause, traceId));
    throw error;
  });
  const held = await withinHold(end, (error) => ports.onError(error, traceId));
  return held === null ? 'goesOn' : { ended: held };
}

/** The trigger's config in the version that is live. */
export function configOf({ hook, loaded }: Pick<Accepted, 'hook' | 'loaded'>): Readonly<Record<string, unknown>> {
  return loaded.workflow.definition.nodes.find(({ key }) => key === hook.triggerKey)?.config ?? {};
}
