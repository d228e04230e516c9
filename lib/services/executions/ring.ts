import type { Tx } from '#lib/db/client.ts';
import { countReady } from '#lib/db/executions.ts';
import { wakeDue } from '#lib/db/parked-runs.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { coalesce } from '#lib/shared/coalesce.ts';

/**
 * A run rings only while fewer runs of its workspace wait for a worker. The others are taken without a bell: a worker that
 * was rung for looks at the rows, and looks again whenever it has room.
 */
export const BELLS_PER_WORKSPACE = 20;
/** So many parked runs of one workspace are woken at most before a worker has taken some. */
export const WOKEN_PER_WORKSPACE = 100;
const RINGS_AT_ONCE = 1_000;

type Deps = Pick<WorkflowDeps, 'queue' | 'logger'>;
interface Bell {
  id: string;
  workspaceId: string;
  wake: number;
}

/** The first wake number of a new run: 1 if it is to be rung for, 0 if enough bells of its workspace are out. */
export async function firstWake(tx: Tx, workspaceId: string): Promise<0 | 1> {
  return (await countReady(tx, workspaceId, BELLS_PER_WORKSPACE)) < BELLS_PER_WORKSPACE ? 1 : 0;
}

const bells = new WeakMap<object, (bell: Bell) => Promise<void>>();

/**
 * Rings for a run that is committed. Who rings while a bell is on its way shares the next one: whoever hears it takes
 * every run that it has room for. A bell that cannot be rung is not missed for long: workers look each second.
 */
export async function ring(deps: Deps, bell: Bell): Promise<void> {
  try {
    let toll = bells.get(deps.queue);
    if (!toll) bells.set(deps.queue, (toll = coalesce(tollOf(deps), RINGS_AT_ONCE)));
    await toll(bell);
  } catch (error) {
    deps.logger.warn({ err: error, executionId: bell.id, workspaceId: bell.workspaceId }, 'execution was not rung');
  }
}

function tollOf({ queue }: Deps): (given: readonly Bell[]) => Promise<void[]> {
  return async (given) => {
    const { id: executionId, workspaceId, wake } = given.at(-1)!;
    await queue.enqueue('execution.run', { executionId, workspaceId, wake });
    return given.map(() => undefined);
  };
}

/** Rings for all of them. */
export async function ringAll(deps: Deps, runs: readonly Bell[]): Promise<void> {
  await Promise.all(runs.map((bell) => ring(deps, bell)));
}

/** Parked runs of the workspace whose time has come, as many as may be woken. Returns how many there were. */
export async function ringDue(deps: Deps & Pick<WorkflowDeps, 'db' | 'clock'>, workspaceId: string): Promise<number> {
  const due = await wakeDue(deps.db.pool, { workspaceId, now: deps.clock.now(), most: WOKEN_PER_WORKSPACE });
  await ringAll(deps, due);
  return due.length;
}
