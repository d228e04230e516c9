import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { streamExecution } from '#lib/services/events/stream-execution.ts';

export const GET = defineRoute({
  contract: api.streamExecution,
  run: ({ principal, params, lastEventId, signal }) =>
    streamExecution(deps(), principal, { ...params, lastEventId, signal }),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
