import type { Bus } from '#lib/bus/bus.ts';
import type { NodeCatalog } from '#lib/catalog/executors.ts';
import type { Config } from '#lib/config/config.ts';
import type { Db } from '#lib/db/client.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { JobQueue } from '#lib/queue/queue.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** What the use cases of workflows, deployments, executions and events need of their process. */
export interface WorkflowDeps {
  config: Pick<Config, 'mcpPublicUrl' | 'internalUrl' | 'internalSecret' | 'quotas'>;
  db: Db;
  bus: Bus;
  queue: JobQueue;
  catalog: NodeCatalog;
  vault: Vault;
  clock: Clock;
  logger: Logger;
}
