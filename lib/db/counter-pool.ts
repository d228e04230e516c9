import pg from 'pg';

/** Shares of limits are taken now and then: one connection is enough, and the second is there when it is lost. */
const CONNECTIONS = 2;
/** A counter that does not answer within this time is not worth waiting for. */
const PATIENCE_MS = 1_000;
const IDLE_TIMEOUT_MS = 30_000;

/** A pool of its own for counters, so that they neither wait for other work nor hold it up. Connections are made when needed. */
export function createCounterPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'toolwright-counters',
    max: CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
  });
  // Idle or in use, a connection that breaks ends no process: whoever uses it hears of it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
