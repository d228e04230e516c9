import { workspacesWithDueWaits } from '#lib/db/system/due-waits.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { ringDue } from './ring.ts';

/**
 * Rings for parked runs whose time has come, of every workspace as many as may be woken. Several workers may look at
 * once: locked rows are passed over. Returns how many it rang.
 */
export async function wakeDueRuns(deps: Pick<WorkflowDeps, 'db' | 'queue' | 'clock' | 'logger'>): Promise<number> {
  let rung = 0;
  for (const workspaceId of await workspacesWithDueWaits(deps.db.pool, deps.clock.now())) {
    rung += await ringDue(deps, workspaceId);
  }
  return rung;
}
