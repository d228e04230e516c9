import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { forgotPassword } from '#lib/services/identity/forgot-password.ts';

export const POST = defineRoute({
  contract: api.forgotPassword,
  run: ({ caller, body }) => forgotPassword(deps(), caller, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
