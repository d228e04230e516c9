import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteApiKey } from '#lib/services/api-keys/delete-api-key.ts';

export const DELETE = defineRoute({
  contract: api.deleteApiKey,
  run: ({ principal, params }) => deleteApiKey(deps(), principal, params),
});
export const { GET, POST, PUT, PATCH } = notAllowed;
