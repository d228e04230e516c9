import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getCollection } from '#lib/services/collections/get-collection.ts';
import { deleteCollection, updateCollection } from '#lib/services/collections/save-collection.ts';

export const GET = defineRoute({
  contract: api.getCollection,
  run: ({ principal, params }) => getCollection(deps(), principal, params),
});
export const PATCH = defineRoute({
  contract: api.updateCollection,
  run: ({ principal, params, body }) => updateCollection(deps(), principal, { ...params, ...body }),
});
export const DELETE = defineRoute({
  contract: api.deleteCollection,
  run: ({ principal, params }) => deleteCollection(deps(), principal, params),
});
export const { POST, PUT } = notAllowed;
