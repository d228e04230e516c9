import { say } from '#lib/shared/say.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { requestCancel } from '#lib/db/executions.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { getExecution } from './get-execution.ts';
import { ringNext } from './ring.ts';

const LOOK_EVERY_MS = 25;
/** Whoever runs it stops within a second; after this the answer shows it as it is. */
const WAIT_MS = 3_000;

/**
 * Stops an execution and answers when it has stopped.
 *
 * @throws {AppError} `not_found`; `already_ended` for one that was over.
 */
export async function cancelExecution(
  deps: Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'logger'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Execution> {
  requirePermission(principal, 'workflow:execute');
  const { workspaceId } = principal;
  await getExecution(deps, principal, { id });
  const outcome = await deps.db.transaction(async (tx) => {
    const result = await requestCancel(tx, { workspaceId, id });
    if (result === 'absent') throw notFound('execution');
    if (result === 'ended') throw new AppError('already_ended', say('already_ended'));
    await writeAudit(tx, principal, { action: 'execution.canceled', targetType: 'execution', targetId: id });
    return result;
  });
  if (outcome === 'canceled') await ringNext(deps, workspaceId);
  else await tellOwner(deps, { workspaceId, executionId: id });
  return waitForEnd(deps, principal, id);
}

/** The owner also looks by itself each second, should the message be lost. */
async function tellOwner(
  deps: Pick<WorkflowDeps, 'bus' | 'logger'>,
  message: { workspaceId: string; executionId: string },
): Promise<void> {
  try {
    await deps.bus.publish('execution.cancel', message);
  } catch (error) {
    deps.logger.warn({ err: error, ...message }, 'execution.cancel was not published');
  }
}

async function waitForEnd(deps: Pick<WorkflowDeps, 'db'>, principal: Principal, id: string): Promise<Execution> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const execution = await getExecution(deps, principal, { id });
    if (isEnded(execution.status) || performance.now() > deadline) return execution;
    await sleep(LOOK_EVERY_MS);
  }
}
