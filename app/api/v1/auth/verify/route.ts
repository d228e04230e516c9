import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { verifyEmail } from '#lib/services/identity/verify-email.ts';

export const POST = defineRoute({
  contract: api.verifyEmail,
  run: ({ caller, body }) => verifyEmail(deps(), caller, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
