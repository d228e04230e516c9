import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createToken } from '#lib/services/identity/create-token.ts';

export const POST = defineRoute({
  contract: api.createToken,
  run: ({ caller, body }) => createToken(deps(), caller, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
