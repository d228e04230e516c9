import path from 'node:path';
import { loadSecrets } from '../supervisor/secrets.ts';
import { makeDataFolder } from '../supervisor/supervise.ts';
import { describeTotals } from './backup-command.ts';
import { UsageError, type Command } from './command.ts';
import { openInstallation } from './installation.ts';
import { readOptions } from './options.ts';
import { restoreDatabase } from './restore.ts';

export const restore: Command = {
  usage: 'restore --from FILE [--replace]',
  summary: 'puts a backup into an empty database (--replace throws away what is there), then migrates it',
  run: async ({ words, given, print }) => {
    const options = readOptions(restore, words, { from: { type: 'string' }, replace: { type: 'boolean' } });
    if (!options.from) throw new UsageError(restore, '--from is missing');
    if (!given['DATABASE_URL']) makeEmbedded(path.resolve(given['DATA_DIR'] || '.data'));
    const installation = await openInstallation(given);
    try {
      if (installation.running) throw new Error('The copy on this data folder runs: stop it first');
      const { databaseUrl } = installation.config;
      const file = path.resolve(options.from);
      const tables = await restoreDatabase({ databaseUrl, file, replace: options.replace ?? false });
      print(`restored ${describeTotals(tables)}; the schema is up to date`);
      print('put back the master key that belongs to the backup before you start: it is not in the file');
    } finally {
      await installation.close();
    }
  },
};

/** A data folder for an installation that begins with this backup; one that is there stays as it is. */
function makeEmbedded(dataDir: string): void {
  makeDataFolder(dataDir);
  loadSecrets(dataDir);
}
