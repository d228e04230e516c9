import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listDeployments } from '#lib/services/deployments/list-deployments.ts';

export const GET = defineRoute({
  contract: api.listDeployments,
  run: ({ principal, query }) => listDeployments(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
