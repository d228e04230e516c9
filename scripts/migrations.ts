import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '..');

/** Months of the execution table that get a partition of their own in advance. */
const MONTHS_AHEAD = 2;

/** Any number that nobody else locks; held until the connection closes. */
const DEPLOY_LOCK = 7_202_611;

/**
 * Applies what is missing with `prisma migrate deploy` (history in `_prisma_migrations`), and makes the partitions of
 * the coming months. Repeating it changes nothing.
 *
 * @throws with Prisma's own words when a migration fails.
 */
export async function deployMigrations(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Several machines may start at once. Prisma's own lock is another one, and the npm engine does not take it.
    await client.query('SELECT pg_advisory_lock($1)', [DEPLOY_LOCK]);
    await runPrisma(['migrate', 'deploy'], databaseUrl);
    await client.query('SELECT ensure_execution_partitions($1)', [MONTHS_AHEAD]);
  } finally {
    await client.end();
  }
}

/**
 * Runs one command of Prisma's CLI.
 *
 * @returns what it printed on stdout.
 * @throws with everything that it printed when it fails.
 */
export async function runPrisma(command: string[], databaseUrl?: string): Promise<string> {
  const cli = path.join(root, 'node_modules/prisma/build/index.js');
  const child = spawn(process.execPath, [cli, ...command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: prismaEnvironment(databaseUrl),
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`prisma ${command.join(' ')} failed:\n${output.stdout}${output.stderr}`.trimEnd());
  return output.stdout;
}

/** The environment in which Prisma's CLI stays off the network and finds a schema engine. */
export function prismaEnvironment(databaseUrl?: string): NodeJS.ProcessEnv {
  const nodeFolder = path.dirname(process.execPath);
  return {
    ...process.env,
    PATH: `${nodeFolder}${path.delimiter}${process.env.PATH ?? ''}`,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(hasOfficialEngine() ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'scripts/schema-engine.ts') }),
  };
}

/** Prisma's own engine wins: one that was downloaded beside its package, or one that somebody named. */
function hasOfficialEngine(): boolean {
  if (process.env.PRISMA_SCHEMA_ENGINE_BINARY) return true;
  const files = readdirSync(path.join(root, 'node_modules/@prisma/engines'));
  return files.some((name) => name.startsWith('schema-engine-'));
}
