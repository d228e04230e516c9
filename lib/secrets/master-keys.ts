import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '#lib/config/config-error.ts';
import type { Config } from '#lib/config/config.ts';

export interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The installation's master keys: the first one wraps, all of them unwrap. */
export interface MasterKeys {
  /** The key to wrap with, as the file says now. */
  current(): MasterKey;
  /** Null: no such key, in the file as it is now either. */
  find(id: string): MasterKey | null;
}

const LINE = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/;
/** Fewer different bytes than this in 32 is no random key. */
const LEAST_DISTINCT_BYTES = 12;
const HOW_TO_MAKE = 'lines of "id:" and 32 random bytes in base64, made with: echo "k1:$(openssl rand -base64 32)"';

/**
 * Reads the keys of `MASTER_KEY`, else of `MASTER_KEY_FILE`. A file is read again when it may have changed.
 *
 * @throws {ConfigError} one line, if they are missing or are none.
 */
export function openMasterKeys(config: Pick<Config, 'masterKey' | 'masterKeyFile'>): MasterKeys {
  const { masterKey, masterKeyFile } = config;
  const read = (): MasterKey[] =>
    masterKey === null
      ? parseMasterKeys('MASTER_KEY_FILE', readKeyFile(masterKeyFile))
      : parseMasterKeys('MASTER_KEY', masterKey);
  let keys = read();
  return {
    current: () => {
      keys = read();
      return keys[0]!;
    },
    find: (id) => {
      const byId = (key: MasterKey): boolean => key.id === id;
      const known = keys.find(byId);
      if (known) return known;
      keys = read();
      return keys.find(byId) ?? null;
    },
  };
}

/** One line of a key file, with a fresh random key. */
export function makeMasterKey(): string {
  return `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
}

/** @throws {ConfigError} for anything but unique ids with 32 random bytes each. */
export function parseMasterKeys(setting: string, text: string): MasterKey[] {
  const lines = text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const keys = lines.map((line) => parseLine(setting, line));
  if (keys.length === 0) throw new ConfigError(setting, `holds no key; it needs ${HOW_TO_MAKE}`);
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new ConfigError(setting, 'repeats the id of a key');
  return keys;
}

function parseLine(setting: string, line: string): MasterKey {
  const [, id, base64] = LINE.exec(line) ?? [];
  if (id === undefined || base64 === undefined) {
    throw new ConfigError(setting, `holds a line that is no key; it needs ${HOW_TO_MAKE}`);
  }
  const bytes = Buffer.from(base64, 'base64');
  if (new Set(bytes).size < LEAST_DISTINCT_BYTES) {
    throw new ConfigError(setting, `holds a placeholder as key ${id}; it needs ${HOW_TO_MAKE}`);
  }
  return { id, key: createSecretKey(bytes) };
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new ConfigError('MASTER_KEY_FILE', `names ${file}, which ${reason}; it needs ${HOW_TO_MAKE}`);
  }
}
