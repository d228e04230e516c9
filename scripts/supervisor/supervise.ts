import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, type Config, type Environment } from '../../lib/config/config.ts';
import { deployMigrations } from '../migrations.ts';
import { completeEnvironment, type ChildEnvironment } from './child-environment.ts';
import { rotateLog } from './child-log.ts';
import { embeddedDatabase, externalDatabase } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { prepareMasterKey } from './master-key.ts';
import { requireFreePort } from './probes.ts';
import { describeProcesses, type Commands } from './processes.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import type { Steps } from './steps.ts';
import { ensureWebBuild } from './web-build.ts';

export interface SupervisorRequest {
  root: string;
  /** The person's environment with the command line's options over it. */
  given: Environment;
  commands: Commands;
  steps: Steps;
  /** Whether the web app is built from this checkout; false where `commands.web` is something else. */
  buildsWeb: boolean;
}

export interface Supervisor {
  readonly config: Config;
  /** Stops web, runtime, worker, then Postgres. */
  stop(): Promise<void>;
}

/** Milliseconds for the children of a killed predecessor to leave the ports. */
const PATIENCE_AFTER_CRASH_MS = 15_000;
const ROTATE_EVERY_MS = 60_000;
/** Stands in for the address that is not known yet while the other settings are checked. */
const NO_DATABASE_YET = 'postgresql://127.0.0.1/toolwright';

/**
 * Brings everything up and keeps it up.
 *
 * @throws {ConfigError} naming a wrong setting, or an error with the end of a log; whatever was started is stopped first.
 */
export async function supervise(request: SupervisorRequest, signal: AbortSignal): Promise<Supervisor> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    const config = await bringUp(request, undo, signal);
    return { config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Undo = (() => Promise<void> | void)[];

async function bringUp(request: SupervisorRequest, undo: Undo, signal: AbortSignal): Promise<Config> {
  const { given, steps } = request;
  const checked = checkSettings(given);
  makeDataFolder(checked.dataDir);
  const lock = lockFolder(checked.dataDir);
  undo.push(() => lock.release());
  const patience = lock.afterCrash ? PATIENCE_AFTER_CRASH_MS : 0;
  await requireFreePort('PORT', checked.host, checked.port, patience);
  await requireFreePort('MCP_PORT', checked.host, checked.mcpPort, patience);
  const secrets = loadSecrets(checked.dataDir);
  signal.throwIfAborted();

  const database = await steps.run(
    'database',
    () => openDatabase(request, checked.dataDir, secrets),
    (it) => it.description,
  );
  undo.push(() => database.stop());
  signal.throwIfAborted();
  const environment = await completeEnvironment(given, secrets, database.url);
  await steps.run(
    'migrations',
    () => deployMigrations(database.url),
    () => 'up to date',
  );
  signal.throwIfAborted();
  await steps.run(
    'vault',
    () => prepareMasterKey(given, environment.config),
    (it) => it,
  );
  signal.throwIfAborted();
  const complete = request.buildsWeb ? await build(request, environment, undo) : environment;
  signal.throwIfAborted();
  await startProcesses(request, complete, undo, signal);
  keepLogsShort(path.join(checked.dataDir, 'logs'), undo);
  return environment.config;
}

/** Finds wrong settings before anything is started or written. */
export function checkSettings(given: Environment): Config {
  const secret = 'stands-in-until-secrets.json-is-read-0123456789';
  return loadConfig({
    ...given,
    DATABASE_URL: given.DATABASE_URL || NO_DATABASE_YET,
    AUTH_SECRET: given.AUTH_SECRET || secret,
    INTERNAL_SECRET: given.INTERNAL_SECRET || secret,
    INTERNAL_URL: given.INTERNAL_URL || 'http://127.0.0.1',
  });
}

/** Others (the user that Postgres runs as) may pass through it; its files are private one by one. */
export function makeDataFolder(folder: string): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711);
  }
  mkdirSync(path.join(folder, 'logs'), { recursive: true, mode: 0o700 });
}

function openDatabase({ given, steps }: SupervisorRequest, dataDir: string, secrets: Secrets) {
  if (given.DATABASE_URL) return Promise.resolve(externalDatabase(given.DATABASE_URL));
  return embeddedDatabase(dataDir, secrets, (text) => steps.note(text));
}

/** @returns the environment, in which the web process finds its build. */
async function build(
  { root, steps }: SupervisorRequest,
  { config, variables }: ChildEnvironment,
  undo: Undo,
): Promise<ChildEnvironment> {
  const logFile = path.join(config.dataDir, 'logs/build.log');
  const describe = ({ built }: { built: boolean }) => (built ? 'built' : 'sources unchanged');
  const { folder, release } = await steps.run('web app', () => ensureWebBuild(root, variables, logFile), describe);
  undo.push(release);
  return { config, variables: { ...variables, WEB_BUILD_DIR: folder } };
}

async function startProcesses(
  { root, commands, steps }: SupervisorRequest,
  environment: ChildEnvironment,
  undo: Undo,
  signal: AbortSignal,
): Promise<void> {
  const notify = (text: string) => steps.note(text);
  const processes = await describeProcesses({ root, environment, commands, notify });
  undo.push(async () => {
    for (const each of processes) await each.stop();
  });
  const stopOnAbort = () => void Promise.all(processes.map((each) => each.stop()));
  signal.addEventListener('abort', stopOnAbort, { once: true });
  await steps.run('web, runtime and worker', async () => {
    for (const each of processes) each.start();
    await Promise.all(processes.map((each) => each.untilReady()));
  });
  signal.removeEventListener('abort', stopOnAbort);
}

function keepLogsShort(folder: string, undo: Undo): void {
  const rotate = () => {
    for (const name of readdirSync(folder)) if (name.endsWith('.log')) rotateLog(path.join(folder, name));
  };
  const timer = setInterval(rotate, ROTATE_EVERY_MS);
  undo.push(() => clearInterval(timer));
}
