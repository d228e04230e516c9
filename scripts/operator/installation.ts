import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, type Config, type Environment } from '../../lib/config/config.ts';
import { createDb, type Db } from '../../lib/db/client.ts';
import { applicationUrl, superuserUrl } from '../embedded-postgres/application-role.ts';
import { isAlive } from '../embedded-postgres/leftover-server.ts';
import { locateCluster } from '../embedded-postgres/locations.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { findUnprivilegedUser } from '../embedded-postgres/unprivileged-user.ts';
import { findFreePort } from '../free-port.ts';
import { lockFolder } from '../supervisor/folder-lock.ts';
import { loadSecrets, type Secrets } from '../supervisor/secrets.ts';

/** What a command works on. */
export interface Installation {
  readonly config: Config;
  readonly db: Db;
  /** The embedded Postgres' superuser; null where somebody else runs the database. */
  readonly superuserUrl: string | null;
  /** Whether the product was running when the command began; null where only its operator knows. */
  readonly running: boolean | null;
  close(): Promise<void>;
}

interface Address {
  url: string;
  superuserUrl: string | null;
  running: boolean | null;
  release(): Promise<void>;
}

/**
 * Opens the installation that the settings name.
 *
 * @throws {ConfigError} for a wrong setting; an error in one line where there is no installation.
 */
export async function openInstallation(given: Environment): Promise<Installation> {
  const dataDir = path.resolve(given['DATA_DIR'] || '.data');
  const secrets = existsSync(path.join(dataDir, 'secrets.json')) ? loadSecrets(dataDir) : null;
  const address = given['DATABASE_URL'] ? external(given['DATABASE_URL']) : await embedded(dataDir, secrets);
  try {
    const config = loadConfig({
      ...given,
      DATABASE_URL: address.url,
      AUTH_SECRET: given['AUTH_SECRET'] || secrets?.authSecret,
      INTERNAL_SECRET: given['INTERNAL_SECRET'] || secrets?.internalSecret,
      INSTANCE_ID: given['INSTANCE_ID'] || secrets?.instanceId,
    });
    const db = createDb({ databaseUrl: address.url, applicationName: 'toolwright-operator' });
    const close = async (): Promise<void> => {
      await db.close();
      await address.release();
    };
    return { config, db, superuserUrl: address.superuserUrl, running: address.running, close };
  } catch (error) {
    await address.release();
    throw error;
  }
}

function external(url: string): Address {
  return { url, superuserUrl: null, running: null, release: async () => undefined };
}

async function embedded(dataDir: string, secrets: Secrets | null): Promise<Address> {
  if (secrets === null) throw new Error(`${dataDir} holds no installation; name one with --data-dir or DATABASE_URL`);
  const port = runningPort(dataDir, secrets.instanceId);
  if (port !== null) return { ...addressesAt(port, secrets), running: true, release: async () => undefined };
  const lock = lockFolder(dataDir);
  try {
    const server = await startEmbeddedPostgres({
      dataDir,
      instanceId: secrets.instanceId,
      port: await findFreePort(),
      superuserPassword: secrets.superuserPassword,
      rolePassword: secrets.databasePassword,
    });
    const release = async (): Promise<void> => {
      await server.stop();
      lock.release();
    };
    return { url: server.url, superuserUrl: server.superuserUrl, running: false, release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function addressesAt(port: number, secrets: Secrets): Pick<Address, 'url' | 'superuserUrl'> {
  return {
    url: applicationUrl(port, secrets.databasePassword),
    superuserUrl: superuserUrl(port, secrets.superuserPassword),
  };
}

/** The port of the data folder's Postgres if it runs: process and port are the first and fourth line of its file. */
function runningPort(dataDir: string, instanceId: string): number | null {
  const file = path.join(locateCluster(dataDir, instanceId, findUnprivilegedUser()), 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return isAlive(pid) && port > 0 ? port : null;
}
