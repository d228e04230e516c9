import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Tx } from '#lib/db/client.ts';
import type { WebhookRow } from '#lib/db/webhooks.ts';
import { publishSchedules } from '#lib/services/schedules/publish-schedules.ts';
import { publishWebhooks } from '#lib/services/webhooks/publish-webhooks.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { say, type Said } from '#lib/shared/say.ts';

/** A deployment that goes live; `redeployed`: another one was live until now. */
export interface GoingLive {
  workspaceId: string;
  workflowId: string;
  deploymentId: string;
  redeployed: boolean;
}

/**
 * Puts the schedules, webhooks and forms of a version in force, in the transaction that makes its deployment live.
 *
 * @throws {AppError} `conflict` if another live workflow has one of its addresses.
 */
export async function publishTriggers(
  tx: Tx,
  clock: Clock,
  live: GoingLive,
  definition: WorkflowDefinition,
): Promise<void> {
  const taken = await publishWebhooks(tx, live, definition);
  if (taken) throw new AppError('conflict', pathTaken(taken).said);
  await publishSchedules(tx, clock, live, definition);
}

/** Somebody else's address: the problem's code and text. */
export function pathTaken({ kind, path }: WebhookRow): { code: string; said: Said } {
  const code = kind === 'form' ? 'form_path_taken' : 'webhook_path_taken';
  return { code, said: say(code, { path }) };
}
