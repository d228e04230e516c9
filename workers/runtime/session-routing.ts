import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Principal } from '#lib/contracts/principal.ts';
import { namedSession, sessionCaller } from '#lib/mcp/sessions/session-caller.ts';
import { SessionStore } from '#lib/mcp/sessions/session-store.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { forward } from './session-forward.ts';

const REMEMBERED_MS = 1_000;
const MOST_REMEMBERED = 1_000;

/** The sessions that this process keeps. Each one's id says so to the other processes. */
export function createSessionStore({ sessionIds, clock, processId }: RuntimeDeps): SessionStore {
  return new SessionStore({
    name: ({ server, who }) => sessionIds.issue({ owner: processId, server, who }, clock.now()),
    now: () => clock.now(),
  });
}

/** A request whose caller is known. */
interface Known {
  request: IncomingMessage;
  response: ServerResponse;
  traceId: string;
  principal: Principal;
  /** The server, as sessions name it. */
  server: string;
  /** Where it comes from. */
  address: string;
}

/** Where requests in sessions go: a session lives in one process, and any process may get its requests. */
export interface SessionRoutes {
  /** Passes the request on if another process has its session, and is through with it. False: it is to be answered here. */
  passOn(known: Known): Promise<boolean>;
}

export function createSessionRoutes(deps: RuntimeDeps, store: SessionStore): SessionRoutes {
  const { peer, config, clock, sessionIds, processId } = deps;
  const addresses = new LRUCache<string, { address: string | null }>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS });
  const addressOf = async (id: string): Promise<string | null> => {
    const remembered = addresses.get(id);
    if (remembered) return remembered.address;
    const address = await peer(id);
    addresses.set(id, { address });
    return address;
  };
  return {
    passOn: async ({ request, response, traceId, principal, server, address }) => {
      const id = namedSession(request);
      if (id === undefined || store.has(id)) return false;
      const claims = await sessionIds.read(id, clock.now());
      // Whoever it is not made for learns no more than of an id that was made up.
      if (claims?.server !== server || claims.who !== sessionCaller(principal)) return false;
      const ownerAddress = claims.owner === processId ? null : await addressOf(claims.owner);
      if (ownerAddress === null) return false;
      const owner = { id: claims.owner, address: ownerAddress };
      await forward({ request, response, owner, secret: config.internalSecret, traceId, address });
      return true;
    },
  };
}
