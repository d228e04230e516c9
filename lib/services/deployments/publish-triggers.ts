import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Tx } from '#lib/db/client.ts';
import { publishSchedules } from '#lib/services/schedules/publish-schedules.ts';
import { publishWebhooks } from '#lib/services/webhooks/publish-webhooks.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { say } from '#lib/shared/say.ts';

/** A deployment that goes live; `redeployed`: another one was live until now. */
export interface GoingLive {
  workspaceId: string;
  workflowId: string;
  deploymentId: string;
  redeployed: boolean;
}

/**
 * Puts the schedules and webhooks of a version in force, in the transaction that makes its deployment live.
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
  if (taken) throw pathTaken(taken.path);
  await publishSchedules(tx, clock, live, definition);
}

/** Somebody else's address. */
export function pathTaken(path: string): AppError {
  return new AppError('conflict', say('webhook_path_taken', { path }));
}
