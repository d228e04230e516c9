import { nodeCatalog, type NodeCatalog } from '#lib/catalog/executors.ts';
import type { HttpPorts } from '#lib/http/ports.ts';
import { createOutboundHttp, type OutboundGuard } from '#lib/outbound/outbound-http.ts';
import { createQueue } from '#lib/queue/create-queue.ts';
import type { JobQueue } from '#lib/queue/queue.ts';
import { createCore, type Core } from './core.ts';
import { wireHttp } from './http-wiring.ts';
import { wireIdentity, type IdentityWiring } from './identity-wiring.ts';
import { wireRestLimits } from './rate-limit-wiring.ts';

/** Everything that the web process's routes and pages hand to use cases. */
export interface Deps extends Core, Omit<IdentityWiring, keyof Core> {
  queue: JobQueue;
  catalog: NodeCatalog;
  http: HttpPorts;
  /** Aborted once this process was asked to stop: it serves on for a moment, but is not ready. */
  retiring: AbortSignal;
  retire(): void;
  /** Ends what would never end by itself, so that the server can close. */
  beginStop(): void;
  /** For tests of connections: the web process opens no other socket for a tenant. */
  outbound: OutboundGuard;
}

const holder = globalThis as typeof globalThis & { toolwrightDeps?: Deps };

/** Built at the first call, once a process. */
export function deps(): Deps {
  holder.toolwrightDeps ??= createDeps();
  return holder.toolwrightDeps;
}

function createDeps(): Deps {
  const core = createCore('web');
  const stopping = new AbortController();
  const retiring = new AbortController();
  const identity = wireIdentity(core);
  const limits = wireRestLimits(core.config, core.logger);
  const { databaseUrl, redisUrl } = core.config;
  const queue = createQueue({ databaseUrl, redisUrl, logger: core.logger });
  const outbound = createOutboundHttp(core.config);
  return {
    ...identity,
    ...core,
    queue,
    catalog: nodeCatalog,
    outbound,
    http: wireHttp(core, identity.authenticator, limits, stopping.signal),
    retiring: retiring.signal,
    retire: () => retiring.abort(),
    beginStop: () => stopping.abort(),
    close: async () => {
      await Promise.all([queue.close(), outbound.close()]);
      await limits.close();
      await identity.close();
      await core.close();
    },
  };
}
