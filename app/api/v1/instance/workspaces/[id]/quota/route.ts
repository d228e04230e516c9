import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { updateQuota } from '#lib/services/operator/update-quota.ts';

export const PATCH = defineRoute({
  contract: api.updateQuota,
  run: ({ operator, params, body }) => updateQuota(deps(), operator, { ...params, ...body }),
});
export const { GET, POST, PUT, DELETE } = notAllowed;
