import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { countDeletable } from '#lib/services/executions/delete-old-executions.ts';

export const GET = defineRoute({
  contract: api.countDeletableExecutions,
  run: ({ principal, query }) => countDeletable(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
