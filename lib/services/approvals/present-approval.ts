import { roleAllows } from '#lib/contracts/authorise.ts';
import type { Approval } from '#lib/contracts/api/approvals.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ApprovalRow } from '#lib/db/approvals.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { questionOf } from './question.ts';

/** Under which names a person may be asked. */
export function namesOf({ email, userId }: Pick<Principal, 'email' | 'userId'>): string[] {
  return [email.toLowerCase(), userId];
}

/** Named approvers alone, if there are any; else whoever may execute the workflow. */
export function isAsked(principal: Principal, { open, approvers }: Pick<ApprovalRow, 'open' | 'approvers'>): boolean {
  if (open) return roleAllows(principal.role, 'workflow:execute');
  return namesOf(principal).some((name) => approvers.includes(name));
}

/** A question as the caller sees it. `now` in ms. */
export function presentApproval(row: ApprovalRow, principal: Principal, now: number): Approval {
  const { message, schema, approvers } = questionOf(row.content);
  const { answeredById: id, answeredByName: name, answeredByEmail: email } = row;
  const isOpen = row.status === 'pending' && row.expiresAt.getTime() > now;
  return {
    id: row.id,
    kind: row.kind === 'input' ? 'input' : 'approval',
    status: row.status === 'pending' && !isOpen ? 'expired' : row.status,
    executionId: row.executionId,
    workflowId: row.workflowId,
    workflowName: row.workflowName,
    stepId: row.stepId,
    key: row.key,
    message,
    schema,
    approvers: approvers && [...approvers],
    mayAnswer: isOpen && isAsked(principal, row),
    onTimeout: row.onTimeout,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    answeredBy: id !== null && name !== null && email !== null ? { id, name, email } : null,
    data: row.data === null ? null : unpackJson(row.data),
  };
}
