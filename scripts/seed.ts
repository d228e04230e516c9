/**
 * `npm run seed -- --executions N [--workspace SLUG] [--data-dir DIR]`: fills a workspace with finished runs of the last
 * weeks, for trying and measuring. Every row is what a real run of a real workflow left, at another time.
 */
import { parseArgs } from 'node:util';
import { openInstallation } from './operator/installation.ts';
import { takeDataDir } from './operator/options.ts';
import { seedExecutions } from './seed/seed-executions.ts';

const USAGE = 'Usage: npm run seed -- --executions N [--workspace SLUG] [--data-dir DIR]';
const MOST = 100_000_000;

interface Wish {
  executions: number;
  workspace: string | undefined;
}

function readWish(words: readonly string[]): Wish | null {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { executions: { type: 'string' }, workspace: { type: 'string' } },
    });
    const executions = Number(values.executions);
    if (!Number.isInteger(executions) || executions < 1 || executions > MOST) return null;
    return { executions, workspace: values.workspace };
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const { rest, dataDir } = takeDataDir(process.argv.slice(2));
  const wish = readWish(rest);
  if (!wish) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const installation = await openInstallation({ ...process.env, ...(dataDir !== undefined && { DATA_DIR: dataDir }) });
  try {
    const startedAt = performance.now();
    const seeded = await seedExecutions(installation.db, { ...wish, now: Date.now() });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(
      `seeded ${wish.executions} executions of ${seeded.workflows} workflows in ${seeded.workspaceSlug} (${seconds} s)\n`,
    );
    return 0;
  } finally {
    await installation.close();
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`seed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
