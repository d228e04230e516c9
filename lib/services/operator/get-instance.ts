import type { Instance } from '#lib/contracts/api/operator.ts';
import { requireOperator } from '#lib/contracts/authorise.ts';
import type { Operator } from '#lib/contracts/principal.ts';
import type { Config } from '#lib/config/config.ts';
import { productVersion } from '#lib/config/product-version.ts';
import { instanceFigures, instanceProcesses } from '#lib/db/system/instance.ts';
import { dayStart } from '#lib/services/quotas/day.ts';
import type { QuotaDeps } from '#lib/services/quotas/get-usage.ts';
import { settingsInEffect } from './settings-in-effect.ts';
import { signInProviders } from './sign-in-providers.ts';

interface Deps extends QuotaDeps {
  config: Config;
}

const ALIVE_WITHIN_MS = 30_000;
const NEW_FOR_MS = 7 * 24 * 3_600_000;

/** Health, size and settings of the installation. */
export async function getInstance({ db, clock, config }: Deps, operator: Operator): Promise<Instance> {
  requireOperator(operator);
  const now = clock.now();
  const [processes, figures] = await Promise.all([
    instanceProcesses(db.pool, ALIVE_WITHIN_MS),
    instanceFigures(db.pool, { dayStart: dayStart(now), newSince: now - NEW_FOR_MS }),
  ]);
  const { people, newPeople, workspaces, workflows, liveServers, executionsToday } = figures;
  return {
    version: productVersion,
    runtime: { node: process.version, postgres: figures.postgres },
    processes: [thisProcess(now), ...processes.map(present)],
    counts: { people, newPeople, workspaces, workflows, liveServers, executionsToday },
    storage: { databaseBytes: figures.databaseBytes, filesBytes: figures.filesBytes },
    settings: settingsInEffect(config),
    signInProviders: signInProviders(config),
  };
}

/** The web process runs nothing and sends no heartbeat; that it answers says that it lives. */
function thisProcess(now: number): Instance['processes'][number] {
  const startedAt = new Date(now - process.uptime() * 1_000).toISOString();
  return { id: 'web', role: 'web', startedAt, beatAt: new Date(now).toISOString(), alive: true };
}

function present(row: Awaited<ReturnType<typeof instanceProcesses>>[number]): Instance['processes'][number] {
  return { ...row, startedAt: row.startedAt.toISOString(), beatAt: row.beatAt.toISOString() };
}
