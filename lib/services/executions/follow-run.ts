import type { ExecutionStatus, StepError } from '#lib/contracts/execution.ts';
import type { CalledRun } from '#lib/contracts/caller-answer.ts';
import { isEnded } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import { findFollowed, listFilesOfRun, type FollowedRow } from '#lib/db/mcp-calls.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import { isAskedOf, type ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { Wakeup } from '#lib/shared/wakeup.ts';
import { stopAsked } from './cancel-tree.ts';
import type { KeptAnswer } from './journal-rows.ts';
import { unpackRun } from './large-values.ts';
import { unpackParked } from './parked-state.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'clock' | 'logger'>;

/** The bus may lose a message: the database is looked at again after a while, and then less and less often. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2_000;

/** What became of a run, in its stay of this number. */
export interface Followed {
  run: RunEnd | ParkedRun;
  wake: number;
}

/**
 * Waits until a run that a call started has ended or is parked, and gives what its caller gets (`steps` are left out). A wait for
 * time that ends within the time a caller is held is waited for.
 *
 * @throws {AppError} `not_found`. Rejects with the reason of `signal` when that aborts; the run goes on.
 */
export async function followRun(
  deps: Pick<Deps, 'db' | 'bus' | 'clock'>,
  run: CalledRun,
  signal: AbortSignal,
): Promise<Followed> {
  const since = deps.clock.now();
  const wakeup = new Wakeup();
  const look = ({ executionId }: { executionId: string }): void => {
    if (executionId === run.executionId) wakeup.ring();
  };
  const ends = [deps.bus.subscribe('execution.settled', look), deps.bus.onGap(() => wakeup.ring())];
  try {
    for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LAST_LOOK_MS, pauseMs * 1.5)) {
      signal.throwIfAborted();
      const row = await findFollowed(deps.db.pool, run);
      if (!row) throw notFound('execution');
      const { wake } = row;
      if (isEnded(row.status as ExecutionStatus)) return { run: await endOf(deps, run, row), wake };
      const parked = parkedOf(row);
      if (parked && !isSoonOver(parked, since)) return { run: parked.run, wake };
      await wakeup.wait(pauseMs, signal);
    }
  } finally {
    ends.forEach((end) => end());
  }
}

/** The caller of a followed run has left: it is stopped, unless it waits for somebody. */
export async function leaveRun(deps: Deps, run: CalledRun): Promise<void> {
  const row = await findFollowed(deps.db.pool, run);
  if (!row || isEnded(row.status as ExecutionStatus) || parkedOf(row)) return;
  await stopAsked(deps, { workspaceId: run.workspaceId, id: run.executionId });
}

interface Parked {
  run: ParkedRun;
  client: CallingClient | undefined;
}

function parkedOf({ status, owner, parked, wakeAt }: FollowedRow): Parked | null {
  if (status !== 'waiting' || owner !== null || parked === null) return null;
  const { waits, vars, durationUs, client } = unpackParked(parked);
  return { run: { status: 'waiting', waits, wakeAt: wakeAt?.getTime() ?? null, durationUs, steps: [], vars }, client };
}

/** It goes on by itself while its caller is held, and asks that caller nothing. */
function isSoonOver({ run: { waits }, client }: Parked, since: number): boolean {
  if (client && waits.some((wait) => isAskedOf(client, wait.for))) return false;
  return waits.some((wait) => wait.for.kind === 'time' && wait.for.until <= since + limits.syncHoldMs);
}

async function endOf({ db }: Pick<Deps, 'db'>, run: CalledRun, row: FollowedRow): Promise<RunEnd> {
  const kept =
    row.answer === null ? await outputOf({ db }, run, row) : (unpackJson(row.answer) as unknown as KeptAnswer);
  const files = await listFilesOfRun(db.pool, run);
  return {
    status: row.status as RunEnd['status'],
    isError: row.isError,
    ...kept,
    error: row.error === null ? null : (unpackJson(row.error) as unknown as StepError),
    finishedAt: row.finishedAt?.getTime() ?? 0,
    durationUs: Number(row.durationUs ?? 0),
    steps: [],
    ...(files.length > 0 && { files: files.map((file) => ({ ...file, size: Number(file.size) })) }),
  };
}

/** A run that its own process ended keeps its output in the log, if anywhere. */
async function outputOf({ db }: Pick<Deps, 'db'>, run: CalledRun, { output }: FollowedRow): Promise<KeptAnswer> {
  const key = { workspaceId: run.workspaceId, id: run.executionId };
  return { output: (await unpackRun(db.pool, key, { output, steps: [] })).output };
}
