import type { Pool } from 'pg';
import type { Tx } from './client.ts';

export interface ScheduleRow {
  triggerKey: string;
  cron: string;
  timezone: string;
  missed: string;
  nextAt: Date | null;
}

interface Key {
  workspaceId: string;
  workflowId: string;
}

/**
 * The schedules of a deployment that goes live; those that its version lacks are deleted. With `keep`, one whose times did
 * not change keeps its next time, so that a time that is due in this very moment is not passed over.
 */
export async function replaceSchedules(
  tx: Tx,
  { workspaceId, workflowId }: Key,
  deploymentId: string,
  schedules: readonly ScheduleRow[],
  keep: boolean,
): Promise<void> {
  const before = await tx.schedule.findMany({ where: { workspaceId, workflowId } });
  await tx.schedule.deleteMany({ where: { workspaceId, workflowId } });
  await tx.schedule.createMany({
    data: schedules.map((schedule) => {
      const known = before.find(({ triggerKey }) => triggerKey === schedule.triggerKey);
      const same = known?.cron === schedule.cron && known.timezone === schedule.timezone;
      const nextAt = keep && same ? known.nextAt : schedule.nextAt;
      return { ...schedule, workspaceId, workflowId, deploymentId, nextAt, lastAt: known?.lastAt ?? null };
    }),
  });
}

export interface LiveSchedule {
  triggerKey: string;
  cron: string;
  timezone: string;
  nextAt: Date | null;
  lastAt: Date | null;
}

/** The schedules of the live deployment, by the trigger's key. */
export async function listLiveSchedules(pool: Pool, key: Key): Promise<LiveSchedule[]> {
  const { rows } = await pool.query<LiveSchedule>(
    `SELECT c.trigger_key AS "triggerKey", c.cron, c.timezone, c.next_at AS "nextAt", c.last_at AS "lastAt"
     FROM schedule c JOIN server s ON s.workflow_id = c.workflow_id AND s.active_deployment_id = c.deployment_id
     WHERE c.workspace_id = $1 AND c.workflow_id = $2 ORDER BY c.trigger_key`,
    [key.workspaceId, key.workflowId],
  );
  return rows;
}

/** Where a schedule stands now; call it with the row locked. */
export async function moveSchedule(
  tx: Tx,
  { workspaceId, workflowId, triggerKey }: Key & { triggerKey: string },
  to: { nextAt: Date | null; lastAt?: Date },
): Promise<void> {
  await tx.schedule.updateMany({ where: { workspaceId, workflowId, triggerKey }, data: to });
}
