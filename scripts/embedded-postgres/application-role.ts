import pg from 'pg';

const ROLE = 'toolwright';

interface RoleRequest {
  port: number;
  superuserPassword: string;
  rolePassword: string;
}

/** The superuser's address; for the supervisor and the test harness alone. */
export function superuserUrl(port: number, password: string, database = 'postgres'): string {
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

export function applicationUrl(port: number, password: string, database = ROLE): string {
  return `postgresql://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes role and database `toolwright`: the role owns its database and is no superuser. Safe to repeat.
 *
 * @throws when the password in the data folder is not the one that the cluster was made with.
 */
export async function ensureApplicationRole({ port, superuserPassword, rolePassword }: RoleRequest): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl(port, superuserPassword) });
  await connect(client);
  try {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [ROLE]);
    const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER';
    await client.query(
      `${verb} ROLE ${ROLE} LOGIN NOSUPERUSER NOCREATEROLE CREATEDB PASSWORD ${client.escapeLiteral(rolePassword)}`,
    );
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [ROLE]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`);
  } finally {
    await client.end();
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw new Error(
      'The database refuses the password in secrets.json: the file is not the one this data folder was made with. ' +
        'Put the old secrets.json back, or start with another --data-dir.',
      { cause: error },
    );
  }
}
