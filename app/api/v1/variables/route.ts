import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listVariables } from '#lib/services/variables/list-variables.ts';

export const GET = defineRoute({
  contract: api.listVariables,
  run: ({ principal, query }) => listVariables(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
