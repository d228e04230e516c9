import { createCredentials, type Credentials } from '#lib/auth/credentials.ts';
import { createBus } from '#lib/bus/create-bus.ts';
import type { Bus } from '#lib/bus/bus.ts';
import { loadConfig, type Config } from '#lib/config/config.ts';
import { createDb, type Db } from '#lib/db/client.ts';
import { createLogger, type Logger, type ProcessRole } from '#lib/observability/logger.ts';
import { createMetrics, type Metrics } from '#lib/observability/metrics.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import { storageQuotaOf } from '#lib/services/quotas/effective-quotas.ts';
import { systemClock, type Clock } from '#lib/shared/clock.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import type { ValueStore } from '#lib/values/value-store.ts';
import { openVault } from './vault.ts';

/** What every kind of process needs. */
export interface Core {
  config: Config;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  db: Db;
  bus: Bus;
  /** Files' bytes. */
  values: ValueStore;
  /** Live API keys and sessions; forgets at once what the bus says was changed. */
  credentials: Credentials;
  vault: Vault;
  close(): Promise<void>;
}

export function createCore(role: ProcessRole, config: Config = loadConfig()): Core {
  const logger = createLogger(config, role);
  const db = createDb({ databaseUrl: config.databaseUrl, applicationName: `toolwright-${role}` }, (error) =>
    logger.warn({ err: error }, 'database connection lost'),
  );
  const bus = createBus({ databaseUrl: config.databaseUrl, redisUrl: config.redisUrl, logger });
  const credentials = createCredentials({ db, clock: systemClock });
  bus.subscribe('credentials.changed', () => credentials.forget());
  bus.onGap(() => credentials.forget());
  return {
    config,
    clock: systemClock,
    logger,
    metrics: createMetrics(role),
    db,
    bus,
    values: createValueStore({ pool: db.pool, quotaOf: storageQuotaOf(db, config.quotas) }),
    credentials,
    vault: openVault(db, config, systemClock),
    close: async () => {
      await bus.close();
      await db.close();
    },
  };
}
