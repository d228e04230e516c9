import { processTurns as turns } from './turns.ts';

/** How long a piece of work may keep the process busy before others get a turn. */
const turnMs = 20;
/** Pieces that together take less are short; so many of them at most go untimed. */
const shortMs = 0.1;
const mostUntimed = 16;

/** Work that can be done piece by piece. */
interface Pieces<T> {
  /** Does a piece, and says whether more is left. */
  piece: () => boolean;
  result: () => T;
}

/**
 * Does work at once if it is short; else others compute in between, and it rejects with `stopped()`, once there is a
 * reason to stop.
 */
export function inTurns<T>(workspaceId: string, stopped: () => Error | null, work: Pieces<T>): T | Promise<T> {
  return isLeft(work.piece) ? goOn(workspaceId, stopped, work) : work.result();
}

async function goOn<T>(workspaceId: string, stopped: () => Error | null, work: Pieces<T>): Promise<T> {
  let left = true;
  while (left) {
    await new Promise<void>((resolve) => turns.next(workspaceId, resolve));
    const reason = stopped();
    if (reason) throw reason;
    const from = performance.now();
    try {
      left = isLeft(work.piece);
    } finally {
      turns.spent(workspaceId, performance.now() - from);
    }
  }
  return work.result();
}

/** Works for one turn. Short pieces are not timed one by one. */
function isLeft(piece: () => boolean): boolean {
  const from = performance.now();
  let batch = 1;
  let at = from;
  while (true) {
    for (let done = 0; done < batch; done++) if (!piece()) return false;
    const now = performance.now();
    if (now - from > turnMs) return true;
    batch = now - at < shortMs ? Math.min(batch * 2, mostUntimed) : 1;
    at = now;
  }
}
