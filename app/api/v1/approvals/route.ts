import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listApprovals } from '#lib/services/approvals/list-approvals.ts';

export const GET = defineRoute({
  contract: api.listApprovals,
  run: ({ principal, query }) => listApprovals(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
