import type { Config } from '#lib/config/config.ts';
import { findDataKey, insertDataKey, retireDataKeys, type KeyOwner, type StoredDataKey } from '#lib/db/data-keys.ts';
import { dataKeysOfOtherMasters, replaceWrapping, sampleDataKeys } from '#lib/db/system/data-keys.ts';
import type { Db } from '#lib/db/client.ts';
import {
  personOf,
  personOwner,
  type DataKeyOwner,
  type DataKeyRow,
  type DataKeyStore,
} from '#lib/secrets/data-key-store.ts';
import { openMasterKeys } from '#lib/secrets/master-keys.ts';
import { createVault, type Vault } from '#lib/secrets/vault.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** The vault over this installation's database and master keys. @throws {ConfigError} without a master key */
export function openVault(
  db: Pick<Db, 'pool'>,
  config: Pick<Config, 'masterKey' | 'masterKeyFile'>,
  clock: Clock,
): Vault {
  return createVault({ store: dataKeyStore(db), masterKeys: openMasterKeys(config), clock });
}

function dataKeyStore({ pool }: Pick<Db, 'pool'>): DataKeyStore {
  return {
    newest: async (owner) => rowOf(await findDataKey(pool, storedOwner(owner))),
    find: async (owner, version) => rowOf(await findDataKey(pool, { ...storedOwner(owner), version })),
    insert: ({ owner, ...key }) => insertDataKey(pool, storedOwner(owner), key),
    retireBelow: (owner, below, at) => retireDataKeys(pool, { ...storedOwner(owner), below, at }),
    samples: async () => rowsOf(await sampleDataKeys(pool)),
    wrappedByOthers: async (masterKeyId, limit) => rowsOf(await dataKeysOfOtherMasters(pool, { masterKeyId, limit })),
    rewrap: (before, after) => replaceWrapping(pool, storedOwner(before.owner), before, after),
  };
}

function storedOwner(owner: DataKeyOwner): KeyOwner {
  const userId = personOf(owner);
  return userId === null ? { workspaceId: owner } : { userId };
}

function rowsOf(rows: readonly StoredDataKey[]): DataKeyRow[] {
  return rows.flatMap((row) => rowOf(row) ?? []);
}

function rowOf(row: StoredDataKey | null): DataKeyRow | null {
  if (row === null) return null;
  const { workspaceId, userId, ...key } = row;
  const owner = userId === null ? workspaceId : personOwner(userId);
  return owner === null ? null : { ...key, owner };
}
