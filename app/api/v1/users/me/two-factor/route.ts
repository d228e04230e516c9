import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { beginTwoFactor } from '#lib/services/two-factor/begin-two-factor.ts';
import { endTwoFactor } from '#lib/services/two-factor/end-two-factor.ts';
import { getTwoFactor } from '#lib/services/two-factor/get-two-factor.ts';

export const GET = defineRoute({ contract: api.getTwoFactor, run: ({ account }) => getTwoFactor(deps(), account) });
export const POST = defineRoute({
  contract: api.beginTwoFactor,
  run: ({ account, body }) => beginTwoFactor(deps(), account, body),
});
export const DELETE = defineRoute({
  contract: api.endTwoFactor,
  run: ({ account, body }) => endTwoFactor(deps(), account, body),
});
export const { PUT, PATCH } = notAllowed;
