import { limits } from '#lib/contracts/limits.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';

/**
 * The end of a run, or null if it takes longer than a caller is held, or waits elsewhere: it goes on without them, and its
 * errors go to `onError`.
 */
export async function withinHold(
  end: Promise<RunEnd | ParkedRun>,
  onError: (error: unknown) => void,
): Promise<RunEnd | null> {
  const { promise: timeout, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => {
    end.catch(onError);
    resolve(null);
  }, limits.syncHoldMs);
  try {
    return await Promise.race([end.then((run) => (run.status === 'waiting' ? null : run)), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
