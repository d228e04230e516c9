import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createWorkspace } from '#lib/services/workspaces/create-workspace.ts';
import { listWorkspaces } from '#lib/services/workspaces/list-workspaces.ts';

export const GET = defineRoute({ contract: api.listWorkspaces, run: ({ account }) => listWorkspaces(deps(), account) });
export const POST = defineRoute({
  contract: api.createWorkspace,
  run: ({ account, body }) => createWorkspace(deps(), account, body),
});
export const { PUT, PATCH, DELETE } = notAllowed;
