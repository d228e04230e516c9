import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listAudit } from '#lib/services/audit/list-audit.ts';

export const GET = defineRoute({
  contract: api.listAudit,
  run: ({ principal, query }) => listAudit(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
