import type { Tx } from '#lib/db/client.ts';
import { countRung, takeUnrung } from '#lib/db/executions.ts';
import { wakeDue } from '#lib/db/parked-runs.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { coalesce } from '#lib/shared/coalesce.ts';

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
  await Promise.all(bells.map((bell) => ring(deps, bell)));
}

type TurnDeps = Deps & Pick<WorkflowDeps, 'db' | 'clock'>;
interface Turn {
  deps: TurnDeps;
  workspaceId: string;
  most: number;
}
const turns = new WeakMap<object, (turn: Turn) => Promise<void>>();

/**
 * A run of the workspace has ended or waits: the next that waits for its turn gets its bell, then those whose time has
 * come. Runs that end at the same time look once.
 */
export function ringNext(deps: TurnDeps, workspaceId: string, most = 1): Promise<void> {
  let give = turns.get(deps.db);
  if (!give) turns.set(deps.db, (give = coalesce(giveTurns, BELLS_PER_WORKSPACE)));
  return give({ deps, workspaceId, most });
}

async function giveTurns(given: readonly Turn[]): Promise<void[]> {
  const wanted = new Map<string, Turn>();
  for (const turn of given) {
    const most = turn.most + (wanted.get(turn.workspaceId)?.most ?? 0);
    wanted.set(turn.workspaceId, { ...turn, most: Math.min(most, BELLS_PER_WORKSPACE) });
  }
  await Promise.all([...wanted.values()].map(giveTurn));
  return given.map(() => undefined);
}

async function giveTurn({ deps, workspaceId, most }: Turn): Promise<void> {
  const unrung = await takeUnrung(deps.db.pool, workspaceId, most);
  const bells = unrung.map(({ id }) => ({ id, workspaceId, wake: 1 }));
  await ringAll(deps, bells);
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
