import type { z } from 'zod';
import type { monitoringSummary as contract } from '#lib/contracts/api/executions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { countWorkflows } from '#lib/db/workflows.ts';
import { runTalliesOf } from './run-tallies.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/** Counts and durations of the last 24 hours, of the whole workspace: of what is there when it is asked for. */
export async function monitoringSummary(
  deps: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
): Promise<z.infer<(typeof contract.responses)[200]>> {
  requirePermission(principal, 'execution:read');
  const { workspaceId } = principal;
  const now = deps.clock.now();
  const [runs, workflows] = await Promise.all([
    runTalliesOf(deps.db).of(workspaceId, now),
    countWorkflows(deps.db.pool, workspaceId),
  ]);
  return {
    from: new Date(runs.from).toISOString(),
    to: new Date(now).toISOString(),
    executions: runs.executions,
    byStatus: runs.byStatus,
    p50Ms: runs.p50Ms,
    p95Ms: runs.p95Ms,
    servers: workflows.live,
    workflows: workflows.all,
  };
}
