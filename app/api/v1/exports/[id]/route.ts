import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteExport } from '#lib/services/exports/delete-export.ts';

export const DELETE = defineRoute({
  contract: api.deleteExport,
  run: ({ principal, params }) => deleteExport(deps(), principal, params),
});
export const { GET, POST, PUT, PATCH } = notAllowed;
