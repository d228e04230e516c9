import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listMemory } from '#lib/services/memory/list-memory.ts';

export const GET = defineRoute({
  contract: api.listMemory,
  run: ({ principal, query }) => listMemory(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
