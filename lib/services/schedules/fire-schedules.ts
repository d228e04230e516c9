import type { Tx } from '#lib/db/client.ts';
import { insertQueued } from '#lib/db/executions.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { moveSchedule } from '#lib/db/schedules.ts';
import { takeDueSchedules, type DueSchedule } from '#lib/db/system/due-schedules.ts';
import { firstWake, ring } from '#lib/services/executions/ring.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import { latestTime, nextTime } from './cron.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'queue' | 'clock' | 'logger'>;

const BITE_ROWS = 100;
/** A time that was met so much too late was missed. */
const MISSED_MS = 60_000;

interface Bell {
  id: string;
  workspaceId: string;
  wake: number;
}

/**
 * Starts what is due. Row, run and next time move in one transaction under the row's lock: several workers never start a
 * time twice, and none is lost when one dies. Returns how many runs it started.
 */
export async function fireSchedules(deps: Deps): Promise<number> {
  let fired = 0;
  for (;;) {
    const now = deps.clock.now();
    const { due, bells } = await deps.db.transaction(async (tx) => {
      const found = await takeDueSchedules(tx, new Date(now), BITE_ROWS);
      const rung: Bell[] = [];
      for (const one of found) rung.push(...(await fire(deps, tx, one, now)));
      return { due: found.length, bells: rung };
    });
    for (const bell of bells) if (bell.wake > 0) await ring(deps, bell);
    fired += bells.length;
    if (due < BITE_ROWS) return fired;
  }
}

async function fire(deps: Deps, tx: Tx, due: DueSchedule, now: number): Promise<Bell[]> {
  const next = nextTime(due, now);
  const nextAt = next === null ? null : new Date(next);
  const scheduledAt = Math.max(latestTime(due, now) ?? 0, due.nextAt.getTime());
  const missed = now - scheduledAt > MISSED_MS && due.missed === 'skip';
  const refused = missed ? null : await executionFenceOf(deps).admit(due.workspaceId);
  if (missed || refused) {
    deps.logger.warn({ ...whose(due), scheduledAt, reason: refused?.code ?? 'missed' }, 'schedule was not started');
    await moveSchedule(tx, due, { nextAt });
    return [];
  }
  const bell = await insertRun(tx, due, { now, scheduledAt });
  await moveSchedule(tx, due, { nextAt, lastAt: new Date(scheduledAt) });
  return [bell];
}

async function insertRun(tx: Tx, due: DueSchedule, { now, scheduledAt }: { now: number; scheduledAt: number }) {
  const { workspaceId, workflowId, versionId, triggerKey } = due;
  const bell = { id: newId(now), workspaceId, wake: await firstWake(tx, workspaceId) };
  const run = {
    ...bell,
    workflowId,
    versionId,
    trigger: 'schedule' as const,
    triggerKey,
    traceId: crypto.randomUUID().replaceAll('-', ''),
    actorId: due.deployedById,
    createdAt: new Date(now),
    input: packJson({ scheduledAt: new Date(scheduledAt).toISOString() }),
  };
  await insertQueued(tx, run, []);
  return bell;
}

const whose = ({ workspaceId, workflowId, triggerKey }: DueSchedule) => ({ workspaceId, workflowId, triggerKey });
