import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { NodeFailure, type SqlAnswer } from '#lib/kit/node-executor.ts';
import type { ConnectionRequest, Databases } from '#lib/runner/ports.ts';
import { say } from '#lib/shared/say.ts';
import type { OutboundGuard } from '../outbound-http.ts';
import { clientConfig, GuardedClient, type PostgresFields } from './guarded-client.ts';
import { runStatement, type Progress } from './run-statement.ts';
import { sqlFailure } from './sql-failure.ts';

const CLIENTS_PER_CONNECTION = 4;
const IDLE_MS = 10_000;
const POOLS = 200;
/** How long a statement that was told to stop may take before its connection is cut. */
const STOP_MS = 1_000;
const STOP_TRIES = 5;

interface Options {
  guard: Pick<OutboundGuard, 'resolveAllowed'>;
  /** The fields of a connection as the run may use it. Throws `NodeFailure`. */
  fieldsOf(request: ConnectionRequest): Promise<PostgresFields>;
}

type Request = Parameters<Databases['query']>[0];
type Client = GuardedClient & { release(destroy?: boolean): void };

/**
 * Databases of tenants. One for each process: it keeps a few connections for each stored connection, by workspace and by
 * what its fields are, and closes them when nobody has used them for a while.
 */
export function createDatabases({ guard, fieldsOf }: Options): Databases & { close(): Promise<void> } {
  const closing = new Set<Promise<void>>();
  const pools = new LRUCache<string, pg.Pool>({
    max: POOLS,
    dispose: (pool) => {
      const ended = pool.end().finally(() => closing.delete(ended));
      closing.add(ended);
    },
  });
  const poolOf = async (request: Request, fields: PostgresFields): Promise<pg.Pool> => {
    const [address] = await guard.resolveAllowed(fields.host, fields.port);
    const revision = createHash('sha256')
      .update(JSON.stringify([address, fields]))
      .digest('hex');
    const key = `${request.workspaceId}/${request.connectionId}/${revision}`;
    const known = pools.get(key);
    if (known) return known;
    const pool = openPool(fields, address!);
    pools.set(key, pool);
    return pool;
  };
  return {
    query: async (request) => {
      const fields = await fieldsOf(request);
      try {
        return await ask(await poolOf(request, fields), request);
      } catch (error) {
        throw sqlFailure(error, fields.password);
      }
    },
    close: async () => {
      pools.clear();
      await Promise.all(closing);
    },
  };
}

function openPool(fields: PostgresFields, address: string): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(fields, address),
    Client: GuardedClient as never,
    max: CLIENTS_PER_CONNECTION,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
  });
  pool.on('error', () => {});
  return pool;
}

async function ask(pool: pg.Pool, request: Request): Promise<SqlAnswer> {
  const { signal } = request;
  const stopped = Promise.withResolvers<never>();
  const progress: Progress = { committing: false, stopped: false };
  // Until the commit is sent, a statement that is stopped has changed nothing.
  const stop = (): void => {
    progress.stopped = true;
    stopped.reject(new NodeFailure('canceled', say('sql_stopped'), { mayHaveHappened: progress.committing }));
  };
  stopped.promise.catch(() => {});
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const client = await connected(pool, stopped.promise);
    return await askClient(client, request, progress, stopped.promise);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A client of the pool; one that comes too late goes back at once. */
async function connected(pool: pg.Pool, stopped: Promise<never>): Promise<Client> {
  const connecting = pool.connect() as Promise<unknown> as Promise<Client>;
  try {
    return await Promise.race([connecting, stopped]);
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => {},
    );
    throw error;
  }
}

async function askClient(
  client: Client,
  { statement, timeoutMs }: Request,
  progress: Progress,
  stopped: Promise<never>,
): Promise<SqlAnswer> {
  const running = runStatement(client, statement, { timeoutMs }, progress);
  try {
    const answer = await Promise.race([running, stopped]);
    void settle(client);
    return answer;
  } catch (error) {
    const lost = progress.committing && !(error instanceof pg.DatabaseError);
    void (error instanceof pg.DatabaseError ? settle(client) : abandon(client, running));
    if (!lost || error instanceof NodeFailure) throw error;
    throw new NodeFailure('outbound_failed', say('sql_commit_lost'), { mayHaveHappened: true, cause: error });
  }
}

/** Nothing that a statement set stays for the next one. */
async function settle(client: Client): Promise<void> {
  try {
    await client.query('ROLLBACK');
    await client.query('DISCARD ALL');
    client.release();
  } catch {
    client.release(true);
  }
}

/** Ends what may still go on, on the server too, and then the connection. */
async function abandon(client: Client, running: Promise<unknown>): Promise<void> {
  let over = false;
  const ended = running.then(
    () => (over = true),
    () => (over = true),
  );
  await new Promise(setImmediate);
  // A server that is between two messages ignores it: ask again.
  for (let asked = 0; asked < STOP_TRIES && !over; asked += 1) {
    void client.cancelRunning();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_MS / STOP_TRIES))]);
  }
  client.release(true);
}
