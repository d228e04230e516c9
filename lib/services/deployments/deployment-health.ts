import type { z } from 'zod';
import type { getDeploymentHealth as contract } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { runStatistics } from '#lib/db/executions.ts';
import { liveProcesses } from '#lib/db/system/heartbeats.ts';
import { DEAD_AFTER_MS } from '#lib/services/executions/heartbeat.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { requireDeployment } from './get-deployment.ts';

type Health = z.infer<(typeof contract.responses)[200]>;

const HOUR_MS = 3_600_000;
/** A server whose calls fail at this rate is degraded. */
const DEGRADED_FROM = 0.5;

/** Whether the server can answer, and how its calls of the last hour went. @throws {AppError} `not_found` */
export async function deploymentHealth(
  deps: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Health> {
  requirePermission(principal, 'workflow:read');
  const deployment = await requireDeployment(deps, principal, id);
  const now = deps.clock.now();
  const [runtimes, calls] = await Promise.all([
    liveProcesses(deps.db.pool, 'runtime', DEAD_AFTER_MS),
    runStatistics(deps.db.pool, {
      workspaceId: principal.workspaceId,
      workflowId: deployment.workflowId,
      since: now - HOUR_MS,
    }),
  ]);
  const up = deployment.status === 'active' && runtimes.length > 0;
  const failing = calls.executions > 0 && calls.errors / calls.executions >= DEGRADED_FROM;
  return {
    status: !up ? 'down' : failing ? 'degraded' : 'healthy',
    runtimes: runtimes.length,
    calls: calls.executions,
    errors: calls.errors,
    p50Ms: calls.p50Ms,
    p95Ms: calls.p95Ms,
    checkedAt: new Date(now).toISOString(),
  };
}
