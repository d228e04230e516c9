import { readFileSync } from 'node:fs';
import { makeMasterKey, parseMasterKeys } from '../../lib/secrets/master-keys.ts';
import type { Vault } from '../../lib/secrets/vault.ts';
import { dataKeysOfOtherMasters } from '../../lib/db/system/data-keys.ts';
import { rotateDataKeys } from '../../lib/services/vault/rotate-data-keys.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { openCheckedVault, writeKeyFile } from '../supervisor/master-key.ts';
import { UsageError, type Command, type CommandContext } from './command.ts';
import { openInstallation, type Installation } from './installation.ts';

/** Rotates the vault's keys beside running processes. */
export const keys: Command = {
  usage: 'keys rotate --data | --master',
  summary: 'new data keys for all workspaces and people, or a new master key',
  run: async (context) => {
    const [verb, which, ...rest] = context.words;
    if (verb !== 'rotate' || rest.length > 0 || (which !== '--data' && which !== '--master'))
      throw new UsageError(keys);
    const installation = await openInstallation(context.given);
    try {
      const vault = await openCheckedVault(installation.db, installation.config);
      await (which === '--data' ? rotateData : rotateMaster)(installation, vault, context);
    } finally {
      await installation.close();
    }
  },
};

async function rotateData({ db }: Installation, vault: Vault, { print }: CommandContext): Promise<void> {
  const { workspaces, people, resealed } = await rotateDataKeys({ db, vault, clock: systemClock }, { olderThanMs: 0 });
  print(`new data keys for ${workspaces} workspaces and ${people} people; ${resealed} secrets sealed again`);
}

/**
 * An interrupted rotation, or one whose new key the operator put first, is finished; otherwise a new key is made, put
 * first, and the old one stays behind it. Running processes read the file again when they meet the new key.
 */
async function rotateMaster(installation: Installation, vault: Vault, { print }: CommandContext): Promise<void> {
  const { masterKey, masterKeyFile } = installation.config;
  if (!(await isUnfinished(installation))) {
    if (masterKey !== null) {
      throw new Error(
        'MASTER_KEY comes from the environment: put a new key first in it, restart, and repeat this command',
      );
    }
    writeKeyFile(masterKeyFile, `${makeMasterKey()}\n${readFileSync(masterKeyFile, 'utf8')}`);
  }
  const changed = await vault.rewrapAll();
  await vault.checkMasterKeys();
  const [current, ...old] = idsOf(installation);
  print(`master key ${current} now wraps all data keys; ${changed} were wrapped again`);
  if (old.length > 0)
    print(`older keys (${old.join(', ')}) open nothing but backups: keep them with those, then remove them`);
}

async function isUnfinished(installation: Installation): Promise<boolean> {
  const [current] = idsOf(installation);
  const others = await dataKeysOfOtherMasters(installation.db.pool, { masterKeyId: current!, limit: 1 });
  return others.length > 0;
}

/** Ids of the master keys, the current one first. */
function idsOf({ config }: Installation): string[] {
  const text = config.masterKey ?? readFileSync(config.masterKeyFile, 'utf8');
  return parseMasterKeys('MASTER_KEY_FILE', text).map(({ id }) => id);
}
