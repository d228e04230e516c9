import type { CallRunner, FollowOptions, ServedCall } from '#lib/mcp/tool-runner.ts';
import type { CalledRun } from '#lib/contracts/caller-answer.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { answerAsCaller } from '#lib/services/approvals/answer-as-caller.ts';
import { watchCall } from '#lib/services/events/watch-call.ts';
import { followRun, leaveRun } from '#lib/services/executions/follow-run.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { DirectRunner } from './direct-runner.ts';
import { callerOf } from './run-caller.ts';
import { runHeader } from './run-header.ts';
import type { VersionCache } from './version-cache.ts';

/** Calls of tools, prompts and resources as direct runs of the version they were served with, and what becomes of them elsewhere. */
export function createCallRunner(deps: RuntimeDeps, versions: VersionCache, runner: DirectRunner): CallRunner {
  return {
    run: (call) => runCall(deps, versions, runner, call),
    answer: (run, principal, answers) => answerAsCaller(deps, principal, run, answers),
    follow: (run, options) => follow(deps, run, options),
    leave: (run) => leaveRun(deps, run),
  };
}

async function runCall(
  deps: RuntimeDeps,
  versions: VersionCache,
  runner: DirectRunner,
  call: ServedCall,
): Promise<RunEnd | ParkedRun> {
  const { workspaceId, versionId } = call.version;
  const loaded = await beforeTheRun(deps, async () => {
    // A run whose variables cannot be read would fail with an error that says nothing.
    await deps.runnerPorts.variables(workspaceId);
    return versions.get(workspaceId, versionId);
  });
  const header = runHeader(loaded, {
    id: call.executionId,
    workspaceId: call.version.workspaceId,
    trigger: call.trigger.kind,
    triggerKey: call.trigger.key,
    traceId: call.traceId,
    parentExecutionId: null,
    actorId: call.version.deployedById,
    ...(call.client && { client: call.client }),
    caller: callerOf(call.principal),
    input: call.input,
    now: deps.clock.now(),
  });
  return runner.run({ loaded, header, signal: call.signal, ...(call.onEvent && { onEvent: call.onEvent }) });
}

/** What a run needs from the database before it begins: while that is away the call is refused, not failed. */
async function beforeTheRun<T>(deps: RuntimeDeps, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!deps.isOutage(cause)) throw cause;
    throw new AppError('unavailable', 'The database does not answer right now; try again', {
      retryAfterMs: 1_000,
      cause,
    });
  }
}

async function follow(
  deps: RuntimeDeps,
  run: CalledRun,
  { signal, first, onEvent }: FollowOptions,
): Promise<RunEnd | ParkedRun> {
  const stopWatching = onEvent ? await watchCall(deps, run, onEvent) : null;
  try {
    await first?.();
    const followed = await followRun(deps, run, signal);
    await stopWatching?.(followed.wake);
    return followed.run;
  } catch (error) {
    await stopWatching?.();
    throw error;
  }
}
