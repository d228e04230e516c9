import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { requestVerification } from '#lib/services/identity/request-verification.ts';

export const POST = defineRoute({
  contract: api.requestVerification,
  run: ({ account }) => requestVerification(deps(), account),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
