import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { listIntegrations } from '#lib/services/connections/list-integrations.ts';

export const GET = defineRoute({ contract: api.listIntegrations, run: () => listIntegrations() });
export const { POST, PUT, PATCH, DELETE } = notAllowed;
