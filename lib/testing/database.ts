import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';

/** A test file's own database. Its fields are there from `beforeAll` on. */
export interface TestDatabase {
  /** Address as the application's role, which owns the database and is no superuser. */
  readonly url: string;
  readonly pool: pg.Pool;
  /** Empties every table of ours; the migration history and partitions stay. */
  truncate(): Promise<void>;
}

/**
 * Gives a `*.int.test.ts` file a fresh, migrated database. Call it once at the top level of the file (or of a
 * `describe`); close your own connections in `afterAll`, what is left open is cut.
 *
 * @throws from any field that is read before `beforeAll` ran.
 */
export function useDatabase(): TestDatabase {
  let current: { name: string; url: string; pool: pg.Pool } | null = null;
  const opened = () => {
    if (current === null) throw new Error('useDatabase: the database exists from beforeAll on');
    return current;
  };
  beforeAll(async () => {
    const name = `test_${randomBytes(8).toString('hex')}`;
    await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} OWNER toolwright TEMPLATE ${templateName()}`));
    const url = new URL(inject('databaseTemplateUrl'));
    url.pathname = `/${name}`;
    current = { name, url: url.href, pool: new pg.Pool({ connectionString: url.href, max: 5 }) };
    // Connections that the final DROP cuts are not worth a crash.
    current.pool.on('error', () => undefined);
  });
  afterAll(async () => {
    if (current === null) return;
    const { name, pool } = current;
    await pool.end();
    await asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  });
  return {
    get url() {
      return opened().url;
    },
    get pool() {
      return opened().pool;
    },
    truncate: () => truncateAll(opened().pool),
  };
}

function templateName(): string {
  return new URL(inject('databaseTemplateUrl')).pathname.slice(1);
}

/** One at a time: CREATE DATABASE refuses while another session copies the same template. */
async function asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('databaseAdminUrl') });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock(1)');
    await work(admin);
  } finally {
    await admin.end();
  }
}

async function truncateAll(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND relname <> '_prisma_migrations'`,
  );
  await pool.query(`TRUNCATE ${rows.map((row) => row.name).join(', ')} CASCADE`);
}
