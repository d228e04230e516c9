import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { templates } from '#lib/services/templates/templates.ts';

export const GET = defineRoute({
  contract: api.listTemplates,
  run: () => ({ items: [...templates], nextCursor: null }),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
