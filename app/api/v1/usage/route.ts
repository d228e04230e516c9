import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getUsage } from '#lib/services/quotas/get-usage.ts';

export const GET = defineRoute({ contract: api.getUsage, run: ({ principal }) => getUsage(deps(), principal) });
export const { POST, PUT, PATCH, DELETE } = notAllowed;
