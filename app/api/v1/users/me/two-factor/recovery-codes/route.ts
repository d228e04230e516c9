import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { renewRecoveryCodes } from '#lib/services/two-factor/renew-recovery-codes.ts';

export const POST = defineRoute({
  contract: api.renewRecoveryCodes,
  run: ({ account, body }) => renewRecoveryCodes(deps(), account, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
