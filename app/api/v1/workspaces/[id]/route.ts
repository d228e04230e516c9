import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteWorkspace } from '#lib/services/workspaces/delete-workspace.ts';
import { getWorkspace } from '#lib/services/workspaces/get-workspace.ts';
import { updateWorkspace } from '#lib/services/workspaces/update-workspace.ts';

export const GET = defineRoute({
  contract: api.getWorkspace,
  run: ({ account, params }) => getWorkspace(deps(), account, params),
});
export const PATCH = defineRoute({
  contract: api.updateWorkspace,
  run: ({ account, params, body }) => updateWorkspace(deps(), account, { ...params, ...body }),
});
export const DELETE = defineRoute({
  contract: api.deleteWorkspace,
  run: ({ account, params }) => deleteWorkspace(deps(), account, params),
});
export const { POST, PUT } = notAllowed;
