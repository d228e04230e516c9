import { chmodSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { ConfigError } from '../../lib/config/config-error.ts';
import type { Config, Environment } from '../../lib/config/config.ts';
import type { Db } from '../../lib/db/client.ts';
import { sampleDataKeys } from '../../lib/db/system/data-keys.ts';
import { makeMasterKey } from '../../lib/secrets/master-keys.ts';
import type { Vault } from '../../lib/secrets/vault.ts';
import { openVault } from '../../lib/server/vault.ts';
import { isAppError } from '../../lib/shared/app-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';

/**
 * Finds the master key, or makes it at the first start of a data folder; then proves that it opens what is stored. It is
 * never made anew over existing data.
 *
 * @returns what to say about it.
 * @throws {ConfigError} one line, when the key is missing or is not the right one.
 */
export async function prepareMasterKey(given: Environment, config: Config): Promise<string> {
  const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 1 });
  // A connection that is closing while the database stops is not worth a crash.
  pool.on('error', () => undefined);
  try {
    const made = isOwnFile(given) && (await makeAtFirstStart(pool, config.masterKeyFile));
    await openCheckedVault({ pool }, config);
    return made ? `new master key in ${config.masterKeyFile}; back it up apart from the data` : 'master key fits';
  } finally {
    await pool.end();
  }
}

/** The vault, once its master keys have opened what is stored. @throws {ConfigError} one line */
export async function openCheckedVault(db: Pick<Db, 'pool'>, config: Config): Promise<Vault> {
  const vault = openVault(db, config, systemClock);
  try {
    await vault.checkMasterKeys();
    return vault;
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { message } = error.cause as Error;
    throw new ConfigError(config.masterKey === null ? 'MASTER_KEY_FILE' : 'MASTER_KEY', `does not fit: ${message}`);
  }
}

/** Keys that somebody named are theirs to make. */
function isOwnFile(given: Environment): boolean {
  return !given['MASTER_KEY'] && !given['MASTER_KEY_FILE'];
}

async function makeAtFirstStart(pool: pg.Pool, file: string): Promise<boolean> {
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return false;
  }
  const [stored] = await sampleDataKeys(pool);
  if (stored) {
    throw new ConfigError(
      'MASTER_KEY_FILE',
      `${file} is gone, but the database holds secrets that only master key ${stored.masterKeyId} opens; put it back`,
    );
  }
  writeKeyFile(file, `${makeMasterKey()}\n`);
  return true;
}

/** Written beside and renamed, so that a crash leaves either the old file or a whole new one. */
export function writeKeyFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, file);
}
