import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { resetTwoFactor } from '#lib/services/two-factor/reset-two-factor.ts';

export const POST = defineRoute({
  contract: api.resetTwoFactor,
  run: ({ operator, body }) => resetTwoFactor(deps(), operator, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
