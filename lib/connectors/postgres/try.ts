import pg from 'pg';
import type { ConnectorTrial, TrialResult } from '#lib/kit/connector-trial.ts';
import type { postgres } from './connector.ts';

/**
 * Signs in and asks `select 1`. Everything is given explicitly: what is left out, the driver would take from the
 * environment of this process.
 */
export const tryPostgres: ConnectorTrial<typeof postgres> = async (context, fields) => {
  const { host, port, database, user, password, tls } = fields;
  const client = new pg.Client({
    host: await context.addressOf(host, port),
    port,
    database,
    user,
    password: () => password,
    options: '-c statement_timeout=5000',
    application_name: 'toolwright',
    ssl: tls === 'off' ? false : { servername: host, rejectUnauthorized: tls === 'verify' },
    connectionTimeoutMillis: context.timeoutMs,
    query_timeout: context.timeoutMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return { ok: true, message: 'Signed in, and the database answers' };
  } catch (error) {
    return failed(error);
  } finally {
    await client.end().catch(() => {});
  }
};

/** The server's refusal in its words; anything below it by its code alone. */
function failed(error: unknown): TrialResult {
  if (error instanceof pg.DatabaseError) return { ok: false, message: `The database refused: ${error.message}` };
  const code = (error as NodeJS.ErrnoException).code;
  return { ok: false, message: `No connection to the database${code === undefined ? '' : ` (${code})`}` };
}
