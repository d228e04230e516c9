import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import type pg from 'pg';
import type { Config, Environment } from '../../lib/config/config.ts';
import { requireFreePort } from '../supervisor/probes.ts';
import { checkSettings } from '../supervisor/supervise.ts';
import { appliedMigrations } from './catalog.ts';
import { openInstallation } from './installation.ts';

/** What one check found. `message` says what to do unless all is well. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'wrong';
  message: string;
}

type Verdict = Omit<Finding, 'check'>;

const ok = (message: string): Verdict => ({ state: 'ok', message });
const warning = (message: string): Verdict => ({ state: 'warning', message });
const wrong = (message: string): Verdict => ({ state: 'wrong', message });

const MB = 1_048_576;
const SCARCE_BYTES = 2_048 * MB;
const FULL_BYTES = 256 * MB;
const CLOCK_TOLERANCE_MS = 2_000;
const OLDEST_POSTGRES = 15;
const SECONDS_SILENT = 60;
const migrationsFolder = path.resolve(import.meta.dirname, '../../prisma/migrations');

/** Looks an installation over, running or stopped. Changes nothing; starts a stopped embedded Postgres meanwhile. */
export async function examine(given: Environment): Promise<Finding[]> {
  const findings: Finding[] = [];
  const check = async (name: string, work: () => Promise<Verdict> | Verdict): Promise<void> => {
    findings.push({ check: name, ...(await attempt(work)) });
  };
  let config: Config | null = null;
  await check('settings', () => {
    config = checkSettings(given);
    return ok('all are valid');
  });
  if (config === null) return findings;
  const { dataDir, redisUrl } = config as Config;
  await check('data folder', () => dataFolder(dataDir));
  await check('secrets', () => secretFiles(dataDir));
  await check('disk', () => disk(dataDir));
  await check('redis', () => redis(redisUrl));
  await examineDatabase(given, config, check);
  return findings;
}

async function examineDatabase(
  given: Environment,
  config: Config,
  check: (name: string, work: () => Promise<Verdict> | Verdict) => Promise<void>,
): Promise<void> {
  let installation: Awaited<ReturnType<typeof openInstallation>> | null = null;
  await check('database', async () => {
    installation = await openInstallation(given);
    return version(installation.db.pool);
  });
  if (installation === null) return;
  const { db, running, close } = installation as Awaited<ReturnType<typeof openInstallation>>;
  try {
    await check('ports', () => ports(config, running));
    await check('migrations', () => migrations(db.pool));
    await check('clock', () => clock(db.pool));
    await check('runs', () => stuckRuns(db.pool, running));
  } finally {
    await close();
  }
}

/** A check that cannot be made is a finding. */
async function attempt(work: () => Promise<Verdict> | Verdict): Promise<Verdict> {
  try {
    return await work();
  } catch (error) {
    return wrong(((error as Error).message || String(error)).split('\n')[0]!);
  }
}

function dataFolder(dataDir: string): Verdict {
  if (!existsSync(dataDir)) return warning(`${dataDir} does not exist yet; npm start makes it`);
  accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  return ok(dataDir);
}

/** Files that hold secrets are for their owner alone. */
function secretFiles(dataDir: string): Verdict {
  if (!existsSync(dataDir)) return ok('none yet');
  const names = readdirSync(dataDir).filter((name) => /secret|key/i.test(name));
  const open = names.filter((name) => (statSync(path.join(dataDir, name)).mode & 0o077) !== 0);
  if (open.length > 0) return wrong(`others may read ${open.join(', ')}: chmod 600 them in ${dataDir}`);
  return ok(names.length === 0 ? 'none yet' : `${names.join(', ')}: for their owner alone`);
}

function disk(dataDir: string): Verdict {
  const folder = existsSync(dataDir) ? dataDir : path.dirname(dataDir);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const text = `${Math.floor(free / MB)} MB free at ${folder}`;
  if (free < FULL_BYTES) return wrong(`${text}: make room now, Postgres stops when the disk is full`);
  return free < SCARCE_BYTES ? warning(`${text}: make room`) : ok(text);
}

async function redis(url: string | null): Promise<Verdict> {
  if (url === null) return ok('not used');
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, connectTimeout: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = await client.info();
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1];
    if (policy !== undefined && policy !== 'noeviction') {
      return wrong(`it evicts keys (maxmemory-policy ${policy}): set noeviction, or queued work is lost`);
    }
    return ok(`answers, version ${/redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown'}`);
  } catch {
    return wrong('REDIS_URL does not answer: start it, or remove the setting');
  } finally {
    client.disconnect();
  }
}

async function version(pool: pg.Pool): Promise<Verdict> {
  const { rows } = await pool.query<{ number: number; name: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name`,
  );
  const { number, name } = rows[0]!;
  if (number < OLDEST_POSTGRES * 10_000)
    return wrong(`Postgres ${name} is too old: ${OLDEST_POSTGRES} or later is needed`);
  return ok(`Postgres ${name} answers`);
}

async function ports(config: Config, running: boolean | null): Promise<Verdict> {
  const named = [
    ['PORT', config.port],
    ['MCP_PORT', config.mcpPort],
  ] as const;
  if (running === false) {
    for (const [setting, port] of named) await requireFreePort(setting, config.host, port, 0);
    return ok(`${config.port} and ${config.mcpPort} are free`);
  }
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  const silent: string[] = [];
  for (const [setting, port] of named) if (!(await answers(`http://${host}:${port}/readyz`))) silent.push(setting);
  if (silent.length === 0) return ok('web and runtime answer');
  const problem = `${silent.join(' and ')}: nothing ready answers there`;
  return running ? wrong(`${problem}; read logs/ in the data folder`) : warning(`${problem} on this machine`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

async function migrations(pool: pg.Pool): Promise<Verdict> {
  const client = await pool.connect();
  try {
    const applied = new Set((await appliedMigrations(client)).map(({ migration_name: name }) => name));
    const here = readdirSync(migrationsFolder).filter((name) => /^\d{14}_/.test(name));
    const missing = here.filter((name) => !applied.has(name));
    const unknown = [...applied].filter((name) => !here.includes(name));
    if (unknown.length > 0) return wrong(`the database is newer than this release (${unknown.join(', ')}): upgrade`);
    if (missing.length > 0) return wrong(`${missing.length} are not applied: npm start, or npm run migrate`);
    return ok(`all ${here.length} are applied`);
  } finally {
    client.release();
  }
}

async function clock(pool: pg.Pool): Promise<Verdict> {
  const before = Date.now();
  const { rows } = await pool.query<{ now: string }>(`SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now`);
  const off = Math.abs(Number(rows[0]!.now) - (before + Date.now()) / 2);
  if (off > CLOCK_TOLERANCE_MS) return wrong(`${Math.round(off)} ms apart from the database's: synchronise both (NTP)`);
  return ok('agrees with the database’s');
}

/** Runs whose process has been silent for a minute; sweeps settle them within 30 s wherever a worker lives. */
async function stuckRuns(pool: pg.Pool, running: boolean | null): Promise<Verdict> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM execution e
     WHERE e.status = 'running' AND e.created_at < now() - make_interval(secs => $1)
       AND NOT EXISTS (SELECT FROM process_heartbeat p
         WHERE p.id = e.owner AND p.beat_at > now() - make_interval(secs => $1))`,
    [SECONDS_SILENT],
  );
  const { count } = rows[0]!;
  if (count === 0) return ok('none is stuck');
  if (running === false) return warning(`${count} were interrupted; they are settled when the product starts`);
  return wrong(`${count} belong to no living process: is a worker running?`);
}
