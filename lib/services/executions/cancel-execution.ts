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
import { stopTree } from './cancel-tree.ts';
import { getExecution } from './get-execution.ts';

const LOOK_EVERY_MS = 25;
/** Whoever runs it stops within a second; after this the answer shows it as it is. */
const WAIT_MS = 3_000;

/**
 * Stops an execution with all that it called, and answers when it has stopped.
 *
 * @throws {AppError} `not_found`; `already_ended` for one that was over.
 */
export async function cancelExecution(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'queue' | 'clock' | 'logger'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Execution> {
  requirePermission(principal, 'workflow:execute');
  const { workspaceId } = principal;
  await getExecution(deps, principal, { id });
  await deps.db.transaction(async (tx) => {
    const result = await requestCancel(tx, { workspaceId, id });
    if (result === 'absent') throw notFound('execution');
    if (result === 'ended') throw new AppError('already_ended', say('already_ended'));
    await writeAudit(tx, principal, { action: 'execution.canceled', targetType: 'execution', targetId: id });
  });
  await stopTree(deps, { workspaceId, id });
  return waitForEnd(deps, principal, id);
}

async function waitForEnd(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  id: string,
): Promise<Execution> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const execution = await getExecution(deps, principal, { id });
    if (isEnded(execution.status) || performance.now() > deadline) return execution;
    await sleep(LOOK_EVERY_MS);
  }
}
