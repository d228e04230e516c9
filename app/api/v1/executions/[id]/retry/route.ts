import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { reply } from '#lib/http/reply.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { retryExecution } from '#lib/services/executions/retry-execution.ts';

export const POST = defineRoute({
  contract: api.retryExecution,
  run: async ({ principal, params, body }) =>
    reply(202, await retryExecution(deps(), principal, { ...params, ...body })),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
