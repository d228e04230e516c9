import { SessionStore } from '#lib/mcp/sessions/session-store.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';

/** The sessions that this process keeps. Each one's id says so to the other processes. */
export function createSessionStore({ sessionIds, clock, processId }: RuntimeDeps): SessionStore {
  return new SessionStore({
    name: ({ server, who }) => sessionIds.issue({ owner: processId, server, who }, clock.now()),
    now: () => clock.now(),
  });
}
