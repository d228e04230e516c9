import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';

export const POST = defineRoute({
  contract: api.executeNode,
  run: ({ principal, params, body }) => executeNode(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
