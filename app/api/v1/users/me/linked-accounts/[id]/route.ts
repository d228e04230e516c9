import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { unlinkAccount } from '#lib/services/sign-in-providers/unlink-account.ts';

export const DELETE = defineRoute({
  contract: api.unlinkAccount,
  run: ({ account, params }) => unlinkAccount(deps(), account, params),
});
export const { GET, POST, PUT, PATCH } = notAllowed;
