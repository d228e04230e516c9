import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { settleStep as contract } from '#lib/contracts/api/approvals.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { wakeLocked } from '#lib/db/approvals.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { settleWrite } from '#lib/db/effects.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { getExecution } from './get-execution.ts';
import { tellAnswered } from './tell-answered.ts';

type Request = z.infer<typeof contract.params> & z.infer<typeof contract.body>;

/**
 * Says what became of a call that was begun and left no receipt. A waiting run goes on; of a run that ended it is known
 * for `/retry`.
 *
 * @throws {AppError} `not_found` (execution, call); `conflict` if it was said before; `in_progress` while a process has it.
 */
export async function settleStep(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'queue' | 'logger'>,
  principal: Principal,
  { id, stepId, as, output }: Request,
): Promise<Execution> {
  requirePermission(principal, 'workflow:execute');
  const { workspaceId, userId } = principal;
  const { status, steps } = await getExecution(deps, principal, { id });
  const isUnknown = steps.some(
    (step) => step.status === 'unknown' && stepId === [step.nodeId, ...(step.iteration ?? [])].join('.'),
  );
  if (!isUnknown && !isEnded(status)) throw notFound('step without receipt');
  const bytes = as === 'happened' ? packJson(output ?? null) : null;
  const wake = await deps.db.transaction(async (tx) => {
    const result = await settleWrite(tx, { workspaceId, id, stepId, as, output: bytes, userId });
    if (result === 'absent') throw notFound('step without receipt');
    if (result === 'settled') throw new AppError('conflict', say('step_settled'));
    const data = { step: stepId, as };
    await writeAudit(tx, principal, { action: 'execution.step-settled', targetType: 'execution', targetId: id, data });
    return wakeLocked(tx, { workspaceId, id });
  });
  await tellAnswered(deps, { workspaceId, id, wake });
  return getExecution(deps, principal, { id });
}
