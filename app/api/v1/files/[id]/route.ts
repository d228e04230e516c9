import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteFile } from '#lib/services/files/delete-file.ts';
import { getFile } from '#lib/services/files/get-file.ts';

export const GET = defineRoute({
  contract: api.getFile,
  run: ({ principal, params }) => getFile(deps(), principal, params),
});
export const DELETE = defineRoute({
  contract: api.deleteFile,
  run: ({ principal, params }) => deleteFile(deps(), principal, params),
});
export const { POST, PUT, PATCH } = notAllowed;
