import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { newId } from '#lib/shared/ids.ts';
import type { DataKeyRow, DataKeyStore } from './data-key-store.ts';
import { decrypt, encrypt, joined } from './envelope.ts';
import type { MasterKey, MasterKeys } from './master-keys.ts';

/** Where a secret is stored. It opens nowhere else. */
export interface Place {
  table: string;
  row: string;
  field: string;
}

/** A format byte, the data key's version (4 bytes), then nonce, ciphertext and tag. */
export type Sealed = Uint8Array<ArrayBuffer>;

export interface Vault {
  /** Seals under the workspace's newest data key, and makes its first one. Call it outside of a transaction. */
  seal(workspaceId: string, place: Place, plaintext: string): Promise<Sealed>;
  /** @throws {AppError} `internal` if the bytes, the workspace or the place are not those that were sealed. */
  open(workspaceId: string, place: Place, sealed: Uint8Array): Promise<string>;
  /** The same secret under the newest data key; null if it already is. */
  reseal(workspaceId: string, place: Place, sealed: Uint8Array): Promise<Sealed | null>;
  /** From now on a new data key seals; what the older ones sealed still opens. Returns its version. */
  rotateDataKey(workspaceId: string): Promise<number>;
  /** Wraps every data key with the current master key. Returns how many it changed. Safe beside running processes. */
  rewrapAll(): Promise<number>;
  /** @throws {AppError} `internal` naming the master key that is missing or is not the one that wrapped what is stored. */
  checkMasterKeys(): Promise<void>;
}

export interface VaultPorts {
  store: DataKeyStore;
  masterKeys: MasterKeys;
  clock: Clock;
}

interface DataKey {
  version: number;
  key: KeyObject;
}

const FORMAT = 1;
const HEADER_BYTES = 5;
const DATA_KEY_BYTES = 32;
const CACHED_KEYS = 1_000;
/** How long an unwrapped data key stays in memory. */
const OPEN_TTL_MS = 5 * 60_000;
/** How long a process may go on sealing with a data key that another one rotated. */
const NEWEST_TTL_MS = 10_000;
const REWRAP_BATCH = 500;

export function createVault(ports: VaultPorts): Vault {
  return new EnvelopeVault(ports);
}

class EnvelopeVault implements Vault {
  readonly #ports: VaultPorts;
  /** By workspace and version. */
  readonly #opened: LRUCache<string, DataKey>;
  /** By workspace. */
  readonly #newest: LRUCache<string, DataKey>;

  constructor(ports: VaultPorts) {
    this.#ports = ports;
    const perf = { now: () => ports.clock.now() };
    this.#opened = new LRUCache({ max: CACHED_KEYS, ttl: OPEN_TTL_MS, ttlResolution: 0, perf });
    this.#newest = new LRUCache({ max: CACHED_KEYS, ttl: NEWEST_TTL_MS, ttlResolution: 0, perf });
  }

  async seal(workspaceId: string, place: Place, plaintext: string): Promise<Sealed> {
    const { version, key } = await this.#newestKey(workspaceId);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(FORMAT, 0);
    header.writeUInt32BE(version, 1);
    return joined([header, encrypt(key, placeOf(workspaceId, version, place), Buffer.from(plaintext))]);
  }

  async open(workspaceId: string, place: Place, sealed: Uint8Array): Promise<string> {
    const version = versionOf(sealed);
    const { key } = await this.#key(workspaceId, version);
    try {
      return decrypt(key, placeOf(workspaceId, version, place), sealed.subarray(HEADER_BYTES)).toString('utf8');
    } catch (cause) {
      throw damaged('it was changed, or moved from another place', cause);
    }
  }

  async reseal(workspaceId: string, place: Place, sealed: Uint8Array): Promise<Sealed | null> {
    const { version } = await this.#newestKey(workspaceId);
    if (versionOf(sealed) >= version) return null;
    return this.seal(workspaceId, place, await this.open(workspaceId, place, sealed));
  }

  async rotateDataKey(workspaceId: string): Promise<number> {
    const before = await this.#ports.store.newest(workspaceId);
    const { version } = await this.#add(workspaceId, (before?.version ?? 0) + 1);
    await this.#ports.store.retireBelow(workspaceId, version, new Date(this.#ports.clock.now()));
    return version;
  }

  async rewrapAll(): Promise<number> {
    const { store, masterKeys } = this.#ports;
    const current = masterKeys.current();
    let changed = 0;
    for (;;) {
      const rows = await store.wrappedByOthers(current.id, REWRAP_BATCH);
      if (rows.length === 0) return changed;
      for (const row of rows) {
        const wrapped = encrypt(current.key, rowOf(row), this.#unwrap(row).key.export());
        if (await store.rewrap(row, { wrapped, masterKeyId: current.id })) changed += 1;
      }
    }
  }

  async checkMasterKeys(): Promise<void> {
    for (const row of await this.#ports.store.samples()) this.#unwrap(row);
  }

  async #newestKey(workspaceId: string): Promise<DataKey> {
    const cached = this.#newest.get(workspaceId);
    if (cached) return cached;
    const row = await this.#ports.store.newest(workspaceId);
    const dataKey = row ? this.#remember(row) : await this.#add(workspaceId, 1);
    this.#newest.set(workspaceId, dataKey);
    return dataKey;
  }

  async #key(workspaceId: string, version: number): Promise<DataKey> {
    const cached = this.#opened.get(`${workspaceId}/${version}`);
    if (cached) return cached;
    const row = await this.#ports.store.find(workspaceId, version);
    if (!row) throw damaged(`this workspace has no data key ${version}`);
    return this.#remember(row);
  }

  /** Adds a version; when another process was faster, its key is taken. */
  async #add(workspaceId: string, version: number): Promise<DataKey> {
    const { store, masterKeys, clock } = this.#ports;
    const master = masterKeys.current();
    const wrapped = encrypt(master.key, rowOf({ workspaceId, version }), randomBytes(DATA_KEY_BYTES));
    const createdAt = new Date(clock.now());
    await store.insert({ id: newId(), workspaceId, version, wrapped, masterKeyId: master.id, createdAt });
    const row = await store.newest(workspaceId);
    if (!row) throw damaged('the data key of this workspace is gone');
    const dataKey = this.#remember(row);
    this.#newest.set(workspaceId, dataKey);
    return dataKey;
  }

  #remember(row: DataKeyRow): DataKey {
    const dataKey = this.#unwrap(row);
    this.#opened.set(`${row.workspaceId}/${row.version}`, dataKey);
    return dataKey;
  }

  #unwrap(row: DataKeyRow): DataKey {
    const master = this.#ports.masterKeys.find(row.masterKeyId);
    if (!master) throw wrongMaster(row.masterKeyId, 'is not among the keys given');
    return { version: row.version, key: unwrapWith(master, row) };
  }
}

function unwrapWith(master: MasterKey, row: DataKeyRow): KeyObject {
  try {
    return createSecretKey(decrypt(master.key, rowOf(row), row.wrapped));
  } catch (cause) {
    throw wrongMaster(master.id, 'is not the one that wrapped the stored data keys', cause);
  }
}

/** What a wrapped data key is bound to. */
function rowOf({ workspaceId, version }: Pick<DataKeyRow, 'workspaceId' | 'version'>): string {
  return JSON.stringify(['data-key', workspaceId, version]);
}

/** What a sealed value is bound to. */
function placeOf(workspaceId: string, version: number, { table, row, field }: Place): string {
  return JSON.stringify([FORMAT, workspaceId, version, table, row, field]);
}

function versionOf(sealed: Uint8Array): number {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT) throw damaged('it has no known format');
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(1);
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('internal', 'A stored secret cannot be opened', { cause: new Error(reason, { cause }) });
}

function wrongMaster(id: string, reason: string, cause?: unknown): AppError {
  return new AppError('internal', 'The vault is locked', { cause: new Error(`Master key ${id} ${reason}`, { cause }) });
}
