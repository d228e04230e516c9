import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { reply } from '#lib/http/reply.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';

export const POST = defineRoute({
  contract: api.executeWorkflow,
  run: async ({ principal, params, body }) => {
    const { ended, execution } = await executeWorkflow(deps(), principal, { ...params, ...body });
    return ended ? reply(200, execution) : reply(202, execution);
  },
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
