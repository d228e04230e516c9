import path from 'node:path';
import { productVersion } from '../../lib/config/product-version.ts';
import { backupDatabase } from './backup.ts';
import { excluded, type TableTotal } from './backup-format.ts';
import { UsageError, type Command } from './command.ts';
import { openInstallation } from './installation.ts';
import { readOptions } from './options.ts';

export const backup: Command = {
  usage: 'backup --to FILE',
  summary: 'writes all stored data into one file; a running copy goes on meanwhile',
  run: async ({ words, given, print }) => {
    const { to } = readOptions(backup, words, { to: { type: 'string' } });
    if (!to) throw new UsageError(backup, '--to is missing');
    const file = path.resolve(to);
    const installation = await openInstallation(given);
    try {
      const { databaseUrl } = installation.config;
      const { tables } = await backupDatabase({ databaseUrl, file, version: productVersion });
      print(`wrote ${file}: ${describeTotals(tables)}`);
      for (const line of excluded) print(`not in it: ${line}`);
    } finally {
      await installation.close();
    }
  },
};

export function describeTotals(tables: readonly TableTotal[]): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${rows} rows of ${tables.length} tables`;
}
