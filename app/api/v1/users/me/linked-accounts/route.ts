import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listLinkedAccounts } from '#lib/services/sign-in-providers/list-linked-accounts.ts';

export const GET = defineRoute({
  contract: api.listLinkedAccounts,
  run: ({ account }) => listLinkedAccounts(deps(), account),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
