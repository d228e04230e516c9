import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { replayExecution } from '#lib/services/replay/replay-execution.ts';

export const POST = defineRoute({
  contract: api.replayExecution,
  run: ({ principal, params, body }) => replayExecution(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
