import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';

export const POST = defineRoute({
  contract: api.answerApproval,
  run: ({ principal, params, body }) => answerApproval(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
