import type { z } from 'zod';
import type { serverActivitySchema } from '#lib/contracts/api/server-connect.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { lastRunAt, runStatistics } from '#lib/db/executions.ts';
import { requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { requireServer } from './get-server.ts';

const DAY_MS = 24 * 3_600_000;

/** @throws {AppError} `not_found`, also for a workflow that was never deployed */
export async function serverActivity(
  deps: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { id: workflowId }: { id: string },
): Promise<z.infer<typeof serverActivitySchema>> {
  requirePermission(principal, 'execution:read');
  requireReach(principal, workflowId);
  const key = { workspaceId: principal.workspaceId, workflowId };
  await requireServer(deps.db.prisma, key);
  const [last, day] = await Promise.all([
    lastRunAt(deps.db.pool, key),
    runStatistics(deps.db.pool, { ...key, since: deps.clock.now() - DAY_MS }),
  ]);
  return { lastRunAt: last?.toISOString() ?? null, runs: day.executions, errors: day.errors };
}
