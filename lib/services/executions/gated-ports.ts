import type { RunnerPorts } from '#lib/runner/ports.ts';
import type { SubRun } from '#lib/runner/sub-runs.ts';

/** A durable run that has to wait for longer leaves its process. */
export const MOST_IN_MEMORY_MS = 5_000;

/** A run that may be given away. */
export interface Gate {
  /** Given to another process: nothing may be recorded any more. */
  abandoned: boolean;
}

/** The ports of a run that may be given away: from then on this process records nothing of it. */
export function gatedPorts(ports: RunnerPorts, gate: Gate): RunnerPorts {
  const { journal, parking, subRuns } = ports;
  const guard = <T>(write: () => Promise<T>): Promise<T> =>
    gate.abandoned ? Promise.reject(new Error('The run was handed over')) : write();
  return {
    ...ports,
    journal: {
      accept: (run) => guard(() => journal.accept(run)),
      step: (run, step) => guard(() => journal.step(run, step)),
      intend: (run, effect) => guard(() => journal.intend(run, effect)),
      receipt: (run, effect) => guard(() => journal.receipt(run, effect)),
      finish: (run, end, accepted) => guard(() => journal.finish(run, end, accepted)),
    },
    ...(parking && {
      parking: {
        wait: (run, wait) => guard(() => parking.wait(run, wait)),
        close: (run, stepId) => guard(() => parking.close(run, stepId)),
        park: (run, parked) => guard(() => parking.park(run, parked)),
        listen: (run, tell) => parking.listen(run, tell),
      },
    }),
    ...(subRuns && { subRuns: { start: (call) => subRuns.start(call).then((child) => keptChild(child, gate)) } }),
  };
}

/** What a run called goes on, with it, elsewhere. */
function keptChild(child: SubRun, gate: Gate): SubRun {
  return { ...child, cancel: () => (gate.abandoned ? undefined : child.cancel()) };
}
