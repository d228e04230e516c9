import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { Approval, answerApproval as contract } from '#lib/contracts/api/approvals.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findApproval, storeAnswer, type ApprovalRow } from '#lib/db/approvals.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { compileJsonSchema } from '#lib/runner/json-schema.ts';
import { tellAnswered } from '#lib/services/executions/tell-answered.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { isAsked, presentApproval } from './present-approval.ts';
import { questionOf } from './question.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'clock' | 'logger'>;

/**
 * Answers a question; its run goes on. The first valid answer wins.
 *
 * @throws {AppError} `not_found`; `forbidden` for somebody who is not asked; `conflict` once it is answered or over;
 *   `invalid` if `data` does not fit (`/data/...`).
 */
export async function answerApproval(
  deps: Deps,
  principal: Principal,
  { id, decision, data }: { id: string } & z.infer<typeof contract.body>,
): Promise<Approval> {
  requirePermission(principal, 'execution:read');
  const { workspaceId, userId } = principal;
  const asked = await requireApproval(deps, principal, id);
  if (!isAsked(principal, asked)) throw new AppError('forbidden', say('approval_not_asked'));
  const now = deps.clock.now();
  if (presentApproval(asked, principal, now).status !== 'pending') throw over();
  const declined = asked.kind === 'input' && decision === 'reject';
  const checked = !declined && (decision === 'approve' || data !== undefined) ? checkData(asked, data) : null;
  const { executionId, workflowId } = asked;
  const stored = await deps.db.transaction(async (tx) => {
    const answer = { workspaceId, id, executionId, approved: decision === 'approve', userId, now };
    const packed = checked === null ? null : new Uint8Array(packJson(checked));
    const result = await storeAnswer(tx, { ...answer, data: packed });
    if (!result) throw over();
    await writeAudit(tx, principal, {
      action: `approval.${decision === 'approve' ? 'approved' : 'rejected'}`,
      targetType: 'approval',
      targetId: id,
      data: { executionId, workflowId, step: asked.stepId },
    });
    return result;
  });
  await tellAnswered(deps, { workspaceId, id: executionId, wake: stored.wake });
  return presentApproval(await requireApproval(deps, principal, id), principal, now);
}

async function requireApproval(deps: Pick<Deps, 'db'>, principal: Principal, id: string): Promise<ApprovalRow> {
  const row = await findApproval(deps.db.pool, { workspaceId: principal.workspaceId, id });
  if (!row) throw notFound('approval');
  requireReach(principal, row.workflowId, 'approval');
  return row;
}

function over(): AppError {
  return new AppError('conflict', say('approval_over'));
}

/** The data with defaults filled in. A schema that does not compile was a problem of the workflow: then anything fits. */
function checkData({ content }: ApprovalRow, data: unknown): unknown {
  const given = data ?? null;
  const { schema } = questionOf(content);
  const compiled = schema && compileJsonSchema(schema);
  if (!compiled?.ok) return given;
  const checked = compiled.schema.check(data === undefined ? {} : given);
  if (checked.ok) return checked.value;
  const errors = checked.errors.map((error) => ({ ...error, path: `/data${error.path}` }));
  throw new AppError('invalid', say('answer_does_not_fit'), { errors });
}
