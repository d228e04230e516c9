import type { Config } from '#lib/config/config.ts';
import { findDataKey, insertDataKey, retireDataKeys } from '#lib/db/data-keys.ts';
import { dataKeysOfOtherMasters, replaceWrapping, sampleDataKeys } from '#lib/db/system/data-keys.ts';
import type { Db } from '#lib/db/client.ts';
import type { DataKeyStore } from '#lib/secrets/data-key-store.ts';
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
    newest: (workspaceId) => findDataKey(pool, { workspaceId }),
    find: (workspaceId, version) => findDataKey(pool, { workspaceId, version }),
    insert: (row) => insertDataKey(pool, row),
    retireBelow: (workspaceId, below, at) => retireDataKeys(pool, { workspaceId, below, at }),
    samples: () => sampleDataKeys(pool),
    wrappedByOthers: (masterKeyId, limit) => dataKeysOfOtherMasters(pool, { masterKeyId, limit }),
    rewrap: (before, after) => replaceWrapping(pool, before, after),
  };
}
