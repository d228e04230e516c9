import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { newId } from '#lib/shared/ids.ts';
import type { DataKeyOwner, DataKeyRow, DataKeyStore } from './data-key-store.ts';
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
  /** Seals under the owner's newest data key, and makes its first one. Call it outside of a transaction. */
  seal(owner: DataKeyOwner, place: Place, plaintext: string): Promise<Sealed>;
  /** @throws {AppError} `internal` if the bytes, the owner or the place are not those that were sealed. */
  open(owner: DataKeyOwner, place: Place, sealed: Uint8Array): Promise<string>;
  /** The same secret under the newest data key; null if it already is. */
  reseal(owner: DataKeyOwner, place: Place, sealed: Uint8Array): Promise<Sealed | null>;
  /** From now on a new data key seals; what the older ones sealed still opens. Returns its version. */
  rotateDataKey(owner: DataKeyOwner): Promise<number>;
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
  /** By owner and version. */
  readonly #opened: LRUCache<string, DataKey>;
  /** By owner. */
  readonly #newest: LRUCache<string, DataKey>;

  constructor(ports: VaultPorts) {
    this.#ports = ports;
    const perf = { now: () => ports.clock.now() };
    this.#opened = new LRUCache({ max: CACHED_KEYS, ttl: OPEN_TTL_MS, ttlResolution: 0, perf });
    this.#newest = new LRUCache({ max: CACHED_KEYS, ttl: NEWEST_TTL_MS, ttlResolution: 0, perf });
  }

  async seal(owner: DataKeyOwner, place: Place, plaintext: string): Promise<Sealed> {
    const { version, key } = await this.#newestKey(owner);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(FORMAT, 0);
    header.writeUInt32BE(version, 1);
    return joined([header, encrypt(key, placeOf(owner, version, place), Buffer.from(plaintext))]);
  }

  async open(owner: DataKeyOwner, place: Place, sealed: Uint8Array): Promise<string> {
    const version = versionOf(sealed);
    const { key } = await this.#key(owner, version);
    try {
      return decrypt(key, placeOf(owner, version, place), sealed.subarray(HEADER_BYTES)).toString('utf8');
    } catch (cause) {
      throw damaged('it was changed, or moved from another place', cause);
    }
  }

  async reseal(owner: DataKeyOwner, place: Place, sealed: Uint8Array): Promise<Sealed | null> {
    const { version } = await this.#newestKey(owner);
    if (versionOf(sealed) >= version) return null;
    return this.seal(owner, place, await this.open(owner, place, sealed));
  }

  async rotateDataKey(owner: DataKeyOwner): Promise<number> {
    const before = await this.#ports.store.newest(owner);
    const { version } = await this.#add(owner, (before?.version ?? 0) + 1);
    await this.#ports.store.retireBelow(owner, version, new Date(this.#ports.clock.now()));
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

  async #newestKey(owner: DataKeyOwner): Promise<DataKey> {
    const cached = this.#newest.get(owner);
    if (cached) return cached;
    const row = await this.#ports.store.newest(owner);
    const dataKey = row ? this.#remember(row) : await this.#add(owner, 1);
    this.#newest.set(owner, dataKey);
    return dataKey;
  }

  async #key(owner: DataKeyOwner, version: number): Promise<DataKey> {
    const cached = this.#opened.get(`${owner}/${version}`);
    if (cached) return cached;
    const row = await this.#ports.store.find(owner, version);
    if (!row) throw damaged(`its owner has no data key ${version}`);
    return this.#remember(row);
  }

  /** Adds a version; when another process was faster, its key is taken. */
  async #add(owner: DataKeyOwner, version: number): Promise<DataKey> {
    const { store, masterKeys, clock } = this.#ports;
    const master = masterKeys.current();
    const wrapped = encrypt(master.key, rowOf({ owner, version }), randomBytes(DATA_KEY_BYTES));
    const createdAt = new Date(clock.now());
    await store.insert({ id: newId(), owner, version, wrapped, masterKeyId: master.id, createdAt });
    const row = await store.newest(owner);
    if (!row) throw damaged('the data key of its owner is gone');
    const dataKey = this.#remember(row);
    this.#newest.set(owner, dataKey);
    return dataKey;
  }

  #remember(row: DataKeyRow): DataKey {
    const dataKey = this.#unwrap(row);
    this.#opened.set(`${row.owner}/${row.version}`, dataKey);
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
function rowOf({ owner, version }: Pick<DataKeyRow, 'owner' | 'version'>): string {
  return JSON.stringify(['data-key', owner, version]);
}

/** What a sealed value is bound to. */
function placeOf(owner: DataKeyOwner, version: number, { table, row, field }: Place): string {
  return JSON.stringify([FORMAT, owner, version, table, row, field]);
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
