import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { listApiKeys } from '#lib/services/api-keys/list-api-keys.ts';

export const GET = defineRoute({
  contract: api.listApiKeys,
  run: ({ principal, query }) => listApiKeys(deps(), principal, query),
});
export const POST = defineRoute({
  contract: api.createApiKey,
  run: ({ principal, body }) => createApiKey(deps(), principal, body),
});
export const { PUT, PATCH, DELETE } = notAllowed;
