import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { resumeExecution as contract } from '#lib/contracts/api/approvals.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findAsked } from '#lib/db/approval-writes.ts';
import { changeParked, listApprovalRows } from '#lib/db/approvals.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { findExecution } from '#lib/db/executions.ts';
import { isQuestion, type PendingWait } from '#lib/runner/parking.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { getExecution } from './get-execution.ts';
import { packParked, unpackParked } from './parked-state.ts';
import { tellAnswered } from './tell-answered.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'queue' | 'clock' | 'logger'>;
type Request = z.infer<typeof contract.body> & { id: string };

/**
 * Lets a waiting step go on: a wait for time at once, an approval as answered with yes, a question with its data.
 *
 * @throws {AppError} `not_found`; `already_ended`; `conflict` if no step waits, or several do and none is named
 *   (`details.steps`), or this one waits for something that nobody can hurry; as `answerApproval`.
 */
export async function resumeExecution(deps: Deps, principal: Principal, request: Request): Promise<Execution> {
  requirePermission(principal, 'execution:read');
  const { id, data } = request;
  const execution = await getExecution(deps, principal, { id });
  if (isEnded(execution.status)) throw new AppError('already_ended', say('already_ended'));
  const wait = chosen(await openWaits(deps, principal, id), request.stepId);
  switch (wait.for.kind) {
    case 'approval':
    case 'input':
      await approve(deps, principal, { id, wait, data });
      break;
    case 'time':
      await goOn(deps, principal, { id, wait, data });
      break;
    case 'client':
      throw new AppError('conflict', say('step_waits_for_client', { step: wait.stepId }));
    case 'child':
      throw new AppError('conflict', say('step_waits_for_child', { executionId: wait.for.executionId }));
    case 'settlement':
      throw new AppError('conflict', say('step_waits_for_settlement', { step: wait.stepId }));
  }
  return getExecution(deps, principal, { id });
}

/** What waits where somebody else can reach it. */
async function openWaits({ db }: Deps, { workspaceId }: Principal, id: string): Promise<PendingWait[]> {
  const key = { workspaceId, id };
  const row = await findExecution(db.pool, key);
  if (!row) throw notFound('execution');
  const parked = row.parked === null || row.owner !== null ? [] : unpackParked(row.parked).waits;
  const asked = (await findAsked(db.pool, key)).filter(({ status }) => status === 'pending');
  const questions = asked.map(({ content }) => unpackJson(content!) as unknown as PendingWait);
  const others = parked.filter((wait) => !isQuestion(wait.for));
  return [...others, ...questions];
}

function chosen(waits: readonly PendingWait[], stepId: string | undefined): PendingWait {
  const wait = stepId === undefined ? waits[0] : waits.find((one) => one.stepId === stepId);
  const steps = waits.map((one) => ({ stepId: one.stepId, key: one.key, waitsFor: one.for.kind }));
  if (!wait) throw new AppError('conflict', say('no_step_waits'), { details: { steps } });
  if (stepId === undefined && waits.length > 1) {
    throw new AppError('conflict', say('several_steps_wait', { steps: steps.map((one) => one.stepId) }), {
      details: { steps },
    });
  }
  return wait;
}

interface Chosen {
  id: string;
  wait: PendingWait;
  data: unknown;
}

async function approve(deps: Deps, principal: Principal, { id, wait, data }: Chosen): Promise<void> {
  const { workspaceId } = principal;
  const query = { workspaceId, executionId: id, stepId: wait.stepId, limit: 1, only: null };
  const { items } = await listApprovalRows(deps.db.pool, query);
  if (!items[0]) throw new AppError('conflict', say('no_step_waits'));
  await answerApproval(deps, principal, { id: items[0].id, decision: 'approve', data });
}

async function goOn(deps: Deps, principal: Principal, { id, wait, data }: Chosen): Promise<void> {
  requirePermission(principal, 'workflow:execute');
  if (data !== undefined)
    throw new AppError('invalid', say('wait_takes_no_data'), {
      errors: [{ path: '/data', code: 'unexpected', ...say('wait_takes_no_data') }],
    });
  const { workspaceId } = principal;
  const wake = await deps.db.transaction(async (tx) => {
    const woken = await changeParked(tx, { workspaceId, id }, (bytes) => {
      const state = unpackParked(bytes);
      return packParked({ ...state, resumed: [...state.resumed, wait.stepId] });
    });
    if (woken === null) throw new AppError('conflict', say('no_step_waits'));
    const data = { step: wait.stepId };
    await writeAudit(tx, principal, { action: 'execution.resumed', targetType: 'execution', targetId: id, data });
    return woken;
  });
  await tellAnswered(deps, { workspaceId, id, wake });
}
