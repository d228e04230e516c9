import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { ring } from './ring.ts';

/** An answer to a wait of a run is committed: rings for a parked run, tells whoever has the run in memory. */
export async function tellAnswered(
  deps: Pick<WorkflowDeps, 'bus' | 'queue' | 'logger'>,
  { workspaceId, id, wake }: { workspaceId: string; id: string; wake: number | null },
): Promise<void> {
  if (wake !== null) return ring(deps, { id, workspaceId, wake });
  try {
    await deps.bus.publish('execution.answered', { workspaceId, executionId: id });
  } catch (error) {
    deps.logger.warn({ err: error, executionId: id }, 'an answer was not told: the run reads it when it is parked');
  }
}
