import { parseConnection, withClient } from './connection.ts';

/** The database that every Postgres has, from which others are created and dropped. */
const MAINTENANCE = 'postgres';

/** @returns the new database's name. */
export async function createDatabase(url: string): Promise<string> {
  const connection = parseConnection(url);
  const { database } = connection.config;
  await withClient(connection, MAINTENANCE, (client) =>
    client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`),
  );
  return database;
}

/**
 * The engine's one-shot commands.
 *
 * @throws Postgres' own error, or one that names an unknown command.
 */
export async function runDatabaseCommand(command: string, url: string): Promise<void> {
  const connection = parseConnection(url);
  const { database } = connection.config;
  if (command === 'can-connect-to-database') {
    await withClient(connection, database, (client) => client.query('SELECT 1'));
  } else if (command === 'create-database') {
    await createDatabase(url);
  } else if (command === 'drop-database') {
    await withClient(connection, MAINTENANCE, (client) =>
      client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`),
    );
  } else {
    throw new Error(`unknown command ${command}`);
  }
}

/** Prisma's code (P1xxx) for a failure to connect. */
export function prismaErrorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === '3D000') return 'P1003';
  if (code === '28P01') return 'P1000';
  return 'P1001';
}
