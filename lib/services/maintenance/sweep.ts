import { say } from '#lib/shared/say.ts';
import { limits } from '#lib/contracts/limits.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { dueErasures } from '#lib/db/system/erasures.ts';
import { deleteExpiredRows } from '#lib/db/system/expired-rows.ts';
import { deleteExpiredExports, silentExports } from '#lib/db/system/exports.ts';
import {
  ensurePartitions,
  orphanedRuns,
  overagedRuns,
  purge,
  recoverQueuedRuns,
  settleDirectRuns,
  silentDeployments,
  silentRuns,
  untoldApprovals,
} from '#lib/db/system/sweep.ts';
import { stopAsked, stopCalled } from '#lib/services/executions/cancel-tree.ts';
import { DEAD_AFTER_MS } from '#lib/services/executions/heartbeat.ts';
import { ringAll } from '#lib/services/executions/ring.ts';
import { settleIdle } from '#lib/services/executions/settle-idle.ts';
import { DATA_KEY_AGE_MS, rotateDataKeys } from '#lib/services/vault/rotate-data-keys.ts';
import { RESTORABLE_MS } from '#lib/services/workflows/restore-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'clock' | 'logger' | 'vault'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A bell is taken for lost when nobody came for so long. */
const LOST_BELL_MS = 20_000;
const LOST_DEPLOYMENT_MS = 5_000;
/** A worker that writes an archive says so each second. */
const SILENT_EXPORT_MS = 60_000;
/** Who ends a caller stops at once what it called; the sweep only where that process died. */
const ORPHAN_GRACE_MS = 10_000;
const UNTOLD_MS = 10_000;
const AGE_DAYS = limits.runAgeMaxMs / DAY_MS;
const ERASE_AGAIN_MS = 10 * MINUTE_MS;
const BITE_ROWS = 5_000;
const PARTITION_MONTHS_AHEAD = 2;
const AGES = {
  eventsMs: HOUR_MS,
  idempotencyMs: DAY_MS,
  deletedWorkflowsMs: RESTORABLE_MS,
  executionsMs: 30 * DAY_MS,
  heartbeatsMs: HOUR_MS,
  halfWrittenFilesMs: HOUR_MS,
};
const died = {
  code: 'crashed',
  ...say('run_crashed'),
};

/** What is due now. `steady`: this process has been beating long enough to say who is dead. */
export interface SweepTasks {
  steady: boolean;
  housekeeping: boolean;
}

/** One round. Each part is independent: one that fails is logged, and the others go on. */
export async function sweep(deps: Deps, tasks: SweepTasks): Promise<void> {
  if (tasks.steady) {
    await attempt(deps, 'settle direct runs', () => settleDirect(deps));
    await attempt(deps, 'recover queued runs', () => recoverQueued(deps));
  }
  await attempt(deps, 'ring lost bells', () => ringLost(deps));
  await attempt(deps, 'tell approvers', () => ringApprovals(deps));
  await attempt(deps, 'ring for exports', () => ringExports(deps));
  if (!tasks.housekeeping) return;
  await attempt(deps, 'end what is too old', () => endOveraged(deps));
  await attempt(deps, 'stop what nobody waits for', () => stopOrphans(deps));
  await attempt(deps, 'make partitions', () => ensurePartitions(deps.db.pool, PARTITION_MONTHS_AHEAD));
  await attempt(deps, 'delete what is too old', () => deleteOld(deps));
  await attempt(deps, 'erase', () => ringErasures(deps));
  await attempt(deps, 'rotate data keys', () => rotateOldKeys(deps));
}

async function settleDirect(deps: Deps): Promise<void> {
  const settled = await settleDirectRuns(deps.db.pool, DEAD_AFTER_MS, packJson(died));
  if (settled.length > 0) deps.logger.warn({ runs: settled.length }, 'settled direct runs of a dead process');
  // What a dead caller called may wait elsewhere.
  for (const run of settled) await stopCalled(deps, run);
}

async function recoverQueued(deps: Deps): Promise<void> {
  const recovered = await recoverQueuedRuns(deps.db.pool, DEAD_AFTER_MS);
  if (recovered.length > 0) deps.logger.warn({ runs: recovered.length }, 'recovered queued runs of a dead worker');
  await ringAll(deps, recovered);
}

async function ringLost(deps: Deps): Promise<void> {
  const { pool } = deps.db;
  await ringAll(deps, await silentRuns(pool, LOST_BELL_MS, BITE_ROWS));
  const round = Math.floor(deps.clock.now() / LOST_DEPLOYMENT_MS);
  for (const { id, workspaceId } of await silentDeployments(pool, LOST_DEPLOYMENT_MS, BITE_ROWS)) {
    await deps.queue.enqueue('deployment.apply', { deploymentId: id, workspaceId }, { ring: round });
  }
}

async function ringExports(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const ring = Math.floor(now / SILENT_EXPORT_MS);
  for (const { id, workspaceId } of await silentExports(deps.db.pool, now - SILENT_EXPORT_MS, BITE_ROWS)) {
    await deps.queue.enqueue('workspace.export', { exportId: id, workspaceId }, { ring });
  }
}

async function ringApprovals(deps: Deps): Promise<void> {
  const ring = Math.floor(deps.clock.now() / UNTOLD_MS);
  for (const payload of await untoldApprovals(deps.db.pool, UNTOLD_MS, BITE_ROWS)) {
    await deps.queue.enqueue('approval.notify', payload, { ring });
  }
}

/** Nothing waits for ever. */
async function endOveraged(deps: Deps): Promise<void> {
  const ending = { status: 'timeout', error: { code: 'timeout', ...say('run_too_old', { days: AGE_DAYS }) } } as const;
  for (const run of await overagedRuns(deps.db.pool, deps.clock.now() - limits.runAgeMaxMs, BITE_ROWS)) {
    if (await settleIdle(deps, run, ending)) await stopCalled(deps, run);
  }
}

/** Cancel goes down: a called run ends with its caller, whatever died in between. */
async function stopOrphans(deps: Deps): Promise<void> {
  const orphans = await orphanedRuns(deps.db.pool, ORPHAN_GRACE_MS, BITE_ROWS);
  if (orphans.length > 0) deps.logger.warn({ runs: orphans.length }, 'stopped called runs whose caller had ended');
  for (const run of orphans) await stopAsked(deps, run);
}

async function ringErasures(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const ring = Math.floor(now / ERASE_AGAIN_MS) + 1;
  for (const id of await dueErasures(deps.db.pool, now - ERASE_AGAIN_MS, BITE_ROWS)) {
    await deps.queue.enqueue('erasure.run', { erasureId: id }, { ring });
  }
}

async function rotateOldKeys(deps: Deps): Promise<void> {
  const rotated = await rotateDataKeys(deps, { olderThanMs: DATA_KEY_AGE_MS });
  if (rotated.workspaces + rotated.people > 0) deps.logger.info(rotated, 'rotated data keys');
}

async function deleteOld(deps: Deps): Promise<void> {
  const removed = await purge(deps.db.pool, AGES, BITE_ROWS);
  await deleteExpiredExports(deps.db.pool, deps.clock.now());
  const credentials = await deleteExpiredRows(deps.db.pool, deps.clock.now());
  deps.logger.debug({ ...removed, credentials }, 'deleted what was too old');
}

async function attempt(deps: Deps, part: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.logger.error({ err: error, part }, 'sweep failed');
  }
}
