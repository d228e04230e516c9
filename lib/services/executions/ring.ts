import type { Tx } from '#lib/db/client.ts';
import { countRung, takeUnrung } from '#lib/db/executions.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/** So many bells of one workspace are in the queue at most; the rest wait as rows, and each finish rings the next. */
export const BELLS_PER_WORKSPACE = 100;

type Deps = Pick<WorkflowDeps, 'queue' | 'logger'>;
interface Bell {
  id: string;
  workspaceId: string;
  wake: number;
}

/** The first wake number of a new run: 1 if its bell may be rung now, 0 if it has to wait for its turn. */
export async function firstWake(tx: Tx, workspaceId: string): Promise<0 | 1> {
  return (await countRung(tx, workspaceId, BELLS_PER_WORKSPACE)) < BELLS_PER_WORKSPACE ? 1 : 0;
}

/** Rings for a run. A bell that cannot be rung now is rung by the sweep. */
export async function ring(deps: Deps, bell: Bell): Promise<void> {
  try {
    const { id: executionId, workspaceId, wake } = bell;
    await deps.queue.enqueue('execution.run', { executionId, workspaceId, wake });
  } catch (error) {
    deps.logger.warn({ err: error, executionId: bell.id, workspaceId: bell.workspaceId }, 'execution was not rung');
  }
}

/** A run of the workspace has ended: the next that waits for its turn gets its bell. */
export async function ringNext(deps: Deps & Pick<WorkflowDeps, 'db'>, workspaceId: string, most = 1): Promise<void> {
  for (const { id } of await takeUnrung(deps.db.pool, workspaceId, most)) {
    await ring(deps, { id, workspaceId, wake: 1 });
  }
}
