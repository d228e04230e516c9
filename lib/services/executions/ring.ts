import type { Tx } from '#lib/db/client.ts';
import { countRung, takeUnrung } from '#lib/db/executions.ts';
import { wakeDue } from '#lib/db/parked-runs.ts';
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

/** Rings for each of them. */
export async function ringAll(deps: Deps, bells: readonly Bell[]): Promise<void> {
  for (const bell of bells) await ring(deps, bell);
}

/** A run of the workspace has ended or waits: the next that waits for its turn gets its bell, then those whose time has come. */
export async function ringNext(
  deps: Deps & Pick<WorkflowDeps, 'db' | 'clock'>,
  workspaceId: string,
  most = 1,
): Promise<void> {
  const unrung = await takeUnrung(deps.db.pool, workspaceId, most);
  for (const { id } of unrung) await ring(deps, { id, workspaceId, wake: 1 });
  if (unrung.length < most) await ringDue(deps, workspaceId, most - unrung.length);
}

/** Parked runs of the workspace whose time has come, as many as may have a bell. Returns how many there were. */
export async function ringDue(
  deps: Deps & Pick<WorkflowDeps, 'db' | 'clock'>,
  workspaceId: string,
  most = BELLS_PER_WORKSPACE,
): Promise<number> {
  const query = { workspaceId, now: deps.clock.now(), bells: BELLS_PER_WORKSPACE, most };
  const due = await wakeDue(deps.db.pool, query);
  await ringAll(deps, due);
  return due.length;
}
