import { say } from '#lib/shared/say.ts';
import { requestCancel } from '#lib/db/executions.ts';
import { liveDescendants } from '#lib/db/parked-runs.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { settleIdle } from './settle-idle.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'clock' | 'logger'>;

interface Key {
  workspaceId: string;
  id: string;
}

/** Stops a run that was asked to stop, and everything that it called, wherever that is. */
export async function stopTree(deps: Deps, key: Key): Promise<void> {
  await stop(deps, key);
  await stopCalled(deps, key);
}

/** The same for a run that nobody was asked about yet. */
export async function stopAsked(deps: Deps, key: Key): Promise<void> {
  const outcome = await deps.db.transaction((tx) => requestCancel(tx, key));
  if (outcome === 'idle' || outcome === 'requested') await stopTree(deps, key);
}

/** Stops what a run called: what waits at once, the rest by whoever has it. */
export async function stopCalled(deps: Deps, key: Key): Promise<void> {
  for (const id of await liveDescendants(deps.db.pool, key)) {
    const one = { workspaceId: key.workspaceId, id };
    const outcome = await deps.db.transaction((tx) => requestCancel(tx, one));
    if (outcome === 'idle' || outcome === 'requested') await stop(deps, one);
  }
}

async function stop(deps: Deps, key: Key): Promise<void> {
  const error = { code: 'canceled', ...say('run_canceled') };
  if (!(await settleIdle(deps, key, { status: 'canceled', error }))) await tellOwner(deps, key);
}

/** The owner also looks by itself each second, should the message be lost. */
async function tellOwner(deps: Deps, { workspaceId, id: executionId }: Key): Promise<void> {
  try {
    await deps.bus.publish('execution.cancel', { workspaceId, executionId });
  } catch (error) {
    deps.logger.warn({ err: error, executionId }, 'execution.cancel was not published');
  }
}
