import type { Tx } from '../client.ts';

/** A schedule of a live deployment whose time has come. */
export interface DueSchedule {
  workspaceId: string;
  workflowId: string;
  triggerKey: string;
  versionId: string;
  /** For whom the run acts: who deployed. */
  deployedById: string | null;
  cron: string;
  timezone: string;
  missed: string;
  nextAt: Date;
}

/** Schedules that are due, locked for this transaction; those that another worker holds are left to it. */
export async function takeDueSchedules(tx: Tx, now: Date, most: number): Promise<DueSchedule[]> {
  return tx.$queryRaw<DueSchedule[]>`
    SELECT c.workspace_id AS "workspaceId", c.workflow_id AS "workflowId", c.trigger_key AS "triggerKey",
      d.version_id AS "versionId", d.created_by_id AS "deployedById", c.cron, c.timezone, c.missed,
      c.next_at AS "nextAt"
    FROM schedule c
    JOIN server s ON s.workflow_id = c.workflow_id AND s.active_deployment_id = c.deployment_id
    JOIN deployment d ON d.id = c.deployment_id
    JOIN workflow f ON f.id = c.workflow_id AND f.deleted_at IS NULL
    JOIN workspace w ON w.id = c.workspace_id AND w.deleted_at IS NULL
    WHERE c.next_at <= ${now}
    ORDER BY c.next_at LIMIT ${most} FOR UPDATE OF c SKIP LOCKED`;
}
