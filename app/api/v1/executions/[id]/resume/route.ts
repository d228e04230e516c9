import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { resumeExecution } from '#lib/services/executions/resume-execution.ts';

export const POST = defineRoute({
  contract: api.resumeExecution,
  run: ({ principal, params, body }) => resumeExecution(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
