import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getInstance } from '#lib/services/operator/get-instance.ts';

export const GET = defineRoute({ contract: api.getInstance, run: ({ operator }) => getInstance(deps(), operator) });
export const { POST, PUT, PATCH, DELETE } = notAllowed;
