import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { changePassword } from '#lib/services/identity/change-password.ts';

export const POST = defineRoute({
  contract: api.changePassword,
  run: ({ account, body }) => changePassword(deps(), account, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
