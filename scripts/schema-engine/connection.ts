import pg from 'pg';

/** Parameters that Prisma adds to an address and Postgres does not know. */
const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'pgbouncer'];

export interface Connection {
  config: pg.PoolConfig & { database: string };
  schema: string | undefined;
}

/**
 * Splits an address into host, user and so on. Not a connection string: Prisma's adapter spreads the configuration and
 * sets another `database` for the shadow, and a connection string would win over it.
 */
export function parseConnection(url: string): Connection {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? undefined;
  for (const name of PRISMA_PARAMETERS) parsed.searchParams.delete(name);
  const sslmode = parsed.searchParams.get('sslmode');
  const secured = sslmode !== null && ['require', 'verify-ca', 'verify-full'].includes(sslmode);
  return {
    schema,
    config: {
      host: parsed.hostname,
      port: Number(parsed.port || 5432),
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password),
      database: decodeURIComponent(parsed.pathname.slice(1)),
      ...(secured ? { ssl: { rejectUnauthorized: sslmode !== 'require' } } : {}),
    },
  };
}

/** Runs one piece of work on one connection to the database named, and closes it. */
export async function withClient<T>(
  connection: Connection,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection.config, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
