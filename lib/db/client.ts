import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from './generated/client.ts';

/** What a repository function runs on: the client itself, or the transaction that its caller opened. */
export type Tx = Prisma.TransactionClient;

/** The handle of the database, one for each process. */
export interface Db {
  readonly prisma: PrismaClient;
  /** For the hot paths (journal, credentials, keyset lists): raw SQL without an ORM in between. */
  readonly pool: pg.Pool;
  /** Runs `work` in one READ COMMITTED transaction; it rolls back when `work` throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same on a connection of the raw pool. */
  rawTransaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DbConfig {
  databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Connections of the raw pool; 10 by default. */
  poolSize?: number;
  /** Connections of Prisma's pool; 10 by default. */
  prismaPoolSize?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;
const TRANSACTION_WAIT_MS = 5_000;
const TRANSACTION_TIMEOUT_MS = 30_000;

/**
 * Opens two bounded pools on the same database. Connections are made lazily.
 * `onError` hears of idle connections that broke (the pool replaces them); without it they are ignored.
 */
export function createDb(config: DbConfig, onError: (error: Error) => void = () => {}): Db {
  const base: pg.PoolConfig = {
    connectionString: config.databaseUrl,
    application_name: config.applicationName ?? 'toolwright',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
  };
  const pool = openPool({ ...base, max: config.poolSize ?? 10 });
  pool.on('error', onError);
  const prismaPool = openPool({ ...base, max: config.prismaPoolSize ?? 10 });
  const adapter = new PrismaPg(prismaPool, {
    onPoolError: onError,
    onConnectionError: onError,
    disposeExternalPool: true,
  });
  const prisma = new PrismaClient({
    adapter,
    transactionOptions: { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
  return {
    prisma,
    pool,
    transaction: (work) => prisma.$transaction(work),
    rawTransaction: (work) => rawTransaction(pool, work),
    close: async () => {
      await Promise.all([prisma.$disconnect(), pool.end()]);
    },
  };
}

/**
 * A pool listens to idle connections only: one that breaks between two queries of a transaction, or while it is handed
 * over, would end the process. The next query on it says so.
 */
function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function rawTransaction<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Whatever state it is in: a new one is clean.
    client.release(true);
    throw error;
  }
}
