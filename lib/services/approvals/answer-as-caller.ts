import type { CalledRun, CallerAnswer } from '#lib/contracts/caller-answer.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findQuestion, storeAnswer, type ApprovalRow } from '#lib/db/approvals.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { tellAnswered } from '#lib/services/executions/tell-answered.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { namesOf } from './present-approval.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'clock' | 'logger'>;

/**
 * What the caller of a run answers to its questions, at the client that called; the run goes on. The first answer counts, and
 * that somebody was quicker in the app is no error. The data have been checked against the question. Whoever calls this has made
 * sure that the principal is the caller of the run; a question that names people takes an answer of theirs alone.
 *
 * @throws {AppError} `not_found` for a question that the run does not ask, or not of this caller.
 */
export async function answerAsCaller(
  deps: Deps,
  principal: Principal,
  run: CalledRun,
  answers: readonly CallerAnswer[],
): Promise<void> {
  for (const answer of answers) await answerOne(deps, principal, run, answer);
}

async function answerOne(deps: Deps, principal: Principal, run: CalledRun, answer: CallerAnswer): Promise<void> {
  const { workspaceId, executionId } = run;
  const asked = await findQuestion(deps.db.pool, { workspaceId, executionId, stepId: answer.stepId });
  if (!asked || asked.kind !== answer.kind || !isFor(principal, asked)) throw notFound('question');
  const { approved, data } = stored(answer);
  const userId = principal.kind === 'anonymous' ? null : principal.userId;
  const wake = await deps.db.transaction(async (tx) => {
    const result = await storeAnswer(tx, {
      workspaceId,
      id: asked.id,
      executionId,
      approved,
      data: data === null ? null : new Uint8Array(packJson(data)),
      userId,
      now: deps.clock.now(),
    });
    if (!result) return null;
    await writeAudit(tx, principal, {
      action: `approval.${approved ? 'approved' : 'rejected'}`,
      targetType: 'approval',
      targetId: asked.id,
      data: { executionId, workflowId: asked.workflowId, step: asked.stepId, by: 'caller' },
    });
    return result;
  });
  if (wake) await tellAnswered(deps, { workspaceId, id: executionId, wake: wake.wake });
}

/** Named people alone; else whoever called. Nobody unknown says yes to anything. */
function isFor(principal: Principal, { kind, open, approvers }: ApprovalRow): boolean {
  if (kind === 'client') return true;
  if (principal.kind === 'anonymous') return kind === 'input' && open;
  return open || namesOf(principal).some((name) => approvers.includes(name));
}

function stored(answer: CallerAnswer): { approved: boolean; data: JsonValue } {
  switch (answer.kind) {
    case 'approval':
      return { approved: answer.approved, data: answer.data };
    case 'input':
      return { approved: !answer.declined, data: answer.data };
    case 'client':
      return 'error' in answer ? { approved: false, data: answer.error } : { approved: true, data: answer.result };
  }
}
