import { nodeCatalog, type NodeCatalog } from '#lib/catalog/executors.ts';
import type { HttpPorts } from '#lib/http/ports.ts';
import { createQueue } from '#lib/queue/create-queue.ts';
import type { JobQueue } from '#lib/queue/queue.ts';
import { createCore, type Core } from './core.ts';
import { wireHttp } from './http-wiring.ts';
import { wireIdentity, type IdentityWiring } from './identity-wiring.ts';

/** Everything that the web process's routes and pages hand to use cases. */
export interface Deps extends Core, Omit<IdentityWiring, keyof Core> {
  queue: JobQueue;
  catalog: NodeCatalog;
  http: HttpPorts;
  /** Ends what would never end by itself, so that the server can close. */
  beginStop(): void;
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
  const identity = wireIdentity(core);
  const { databaseUrl, redisUrl } = core.config;
  const queue = createQueue({ databaseUrl, redisUrl, logger: core.logger });
  return {
    ...identity,
    ...core,
    queue,
    catalog: nodeCatalog,
    http: wireHttp(core, identity.authenticator, stopping.signal),
    beginStop: () => stopping.abort(),
    close: async () => {
      await queue.close();
      await identity.close();
      await core.close();
    },
  };
}
