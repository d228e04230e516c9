import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { reply } from '#lib/http/reply.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteVariable } from '#lib/services/variables/delete-variable.ts';
import { getVariable } from '#lib/services/variables/get-variable.ts';
import { putVariable } from '#lib/services/variables/put-variable.ts';

export const GET = defineRoute({
  contract: api.getVariable,
  run: ({ principal, params }) => getVariable(deps(), principal, params),
});
export const PUT = defineRoute({
  contract: api.putVariable,
  run: async ({ principal, params, body }) => {
    const { created, variable } = await putVariable(deps(), principal, { ...params, ...body });
    return created ? reply(201, variable) : reply(200, variable);
  },
});
export const DELETE = defineRoute({
  contract: api.deleteVariable,
  run: ({ principal, params, query }) => deleteVariable(deps(), principal, { ...params, ...query }),
});
export const { POST, PATCH } = notAllowed;
