import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { resetPassword } from '#lib/services/identity/reset-password.ts';

export const POST = defineRoute({
  contract: api.resetPassword,
  run: ({ caller, body }) => resetPassword(deps(), caller, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
