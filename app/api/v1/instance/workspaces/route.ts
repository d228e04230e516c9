import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listInstanceWorkspaces } from '#lib/services/operator/list-instance-workspaces.ts';

export const GET = defineRoute({
  contract: api.listInstanceWorkspaces,
  run: ({ operator, query }) => listInstanceWorkspaces(deps(), operator, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
