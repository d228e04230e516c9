import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getWorkspace } from '#lib/services/workspaces/get-workspace.ts';

export const GET = defineRoute({
  contract: api.getWorkspace,
  run: ({ account, params }) => getWorkspace(deps(), account, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
