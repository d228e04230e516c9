import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { reply } from '#lib/http/reply.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteMemory } from '#lib/services/memory/delete-memory.ts';
import { getMemory } from '#lib/services/memory/get-memory.ts';
import { putMemory } from '#lib/services/memory/put-memory.ts';

export const GET = defineRoute({
  contract: api.getMemory,
  run: ({ principal, query }) => getMemory(deps(), principal, query),
});
export const PUT = defineRoute({
  contract: api.putMemory,
  run: async ({ principal, query, body }) => {
    const { created, entry } = await putMemory(deps(), principal, { ...query, ...body });
    return created ? reply(201, entry) : reply(200, entry);
  },
});
export const DELETE = defineRoute({
  contract: api.deleteMemory,
  run: ({ principal, query }) => deleteMemory(deps(), principal, query),
});
export const { POST, PATCH } = notAllowed;
