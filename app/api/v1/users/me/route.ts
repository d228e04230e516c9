import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteMe } from '#lib/services/identity/delete-me.ts';
import { getMe } from '#lib/services/identity/get-me.ts';
import { updateMe } from '#lib/services/identity/update-me.ts';

export const GET = defineRoute({ contract: api.getMe, run: ({ account }) => getMe(deps(), account) });
export const PATCH = defineRoute({
  contract: api.updateMe,
  run: ({ account, body }) => updateMe(deps(), account, body),
});
export const DELETE = defineRoute({
  contract: api.deleteMe,
  run: ({ account, body }) => deleteMe(deps(), account, body),
});
export const { POST, PUT } = notAllowed;
