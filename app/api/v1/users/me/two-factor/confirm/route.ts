import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { confirmTwoFactor } from '#lib/services/two-factor/confirm-two-factor.ts';

export const POST = defineRoute({
  contract: api.confirmTwoFactor,
  run: ({ account, body }) => confirmTwoFactor(deps(), account, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
