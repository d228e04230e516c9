import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listCollections } from '#lib/services/collections/get-collection.ts';
import { createCollection } from '#lib/services/collections/save-collection.ts';

export const GET = defineRoute({
  contract: api.listCollections,
  run: ({ principal, query }) => listCollections(deps(), principal, query),
});
export const POST = defineRoute({
  contract: api.createCollection,
  run: ({ principal, body }) => createCollection(deps(), principal, body),
});
export const { PUT, PATCH, DELETE } = notAllowed;
