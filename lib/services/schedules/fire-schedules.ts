import type { Tx } from '#lib/db/client.ts';
import { moveSchedule } from '#lib/db/schedules.ts';
import { takeDueSchedules, type DueSchedule } from '#lib/db/system/due-schedules.ts';
import { insertRun, type Bell } from '#lib/services/executions/insert-run.ts';
import { ring } from '#lib/services/executions/ring.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId, newTraceId } from '#lib/shared/ids.ts';
import { latestTime, nextTime } from './cron.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'queue' | 'clock' | 'logger'>;

const BITE_ROWS = 100;
/** A time that was met so much too late was missed. */
const MISSED_MS = 60_000;

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
  await moveSchedule(tx, due, { nextAt, lastAt: new Date(scheduledAt) });
  const { workspaceId, workflowId, versionId, triggerKey, deployedById: actorId } = due;
  const bell = await insertRun(tx, deps.clock, {
    executionId: newId(now),
    workspaceId,
    workflowId,
    versionId,
    trigger: 'schedule',
    triggerKey,
    input: { scheduledAt: new Date(scheduledAt).toISOString() },
    traceId: newTraceId(),
    actorId,
  });
  return [bell];
}

const whose = ({ workspaceId, workflowId, triggerKey }: DueSchedule) => ({ workspaceId, workflowId, triggerKey });
