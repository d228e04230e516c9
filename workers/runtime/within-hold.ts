import { limits } from '#lib/contracts/limits.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';

/**
 * The end of a run, or null if it takes longer than a caller is held, or waits elsewhere: it goes on without them, and its
 * errors go to `onError`.
 */
export function withinHold(
  end: Promise<RunEnd | ParkedRun>,
  onError: (error: unknown) => void,
): Promise<RunEnd | null> {
  return new Promise((resolve, reject) => {
    let held = true;
    const timer = setTimeout(() => {
      held = false;
      resolve(null);
    }, limits.syncHoldMs);
    end.then(
      (run) => {
        clearTimeout(timer);
        resolve(run.status === 'waiting' ? null : run);
      },
      (error: unknown) => {
        clearTimeout(timer);
        if (held) reject(error as Error);
        else onError(error);
      },
    );
  });
}
