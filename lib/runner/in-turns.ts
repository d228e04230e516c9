import { processTurns as turns } from './turns.ts';

/** How long a piece of work may keep the process busy before others get a turn. */
const turnMs = 20;
/** Pieces that together take less are short; so many of them at most go untimed. */
const shortMs = 0.1;
const mostUntimed = 16;

/**
 * Does work piece by piece, while `piece` says that more is left. Done at once (null) if it is short; else others compute
 * in between, and it ends with `stopped()`, once there is a reason to stop.
 */
export function inTurns(workspaceId: string, stopped: () => Error | null, piece: () => boolean): Promise<void> | null {
  return isLeft(piece) ? goOn(workspaceId, stopped, piece) : null;
}

async function goOn(workspaceId: string, stopped: () => Error | null, piece: () => boolean): Promise<void> {
  for (let left = true; left;) {
    await new Promise<void>((resolve) => turns.next(workspaceId, resolve));
    const reason = stopped();
    if (reason) throw reason;
    const from = performance.now();
    try {
      left = isLeft(piece);
    } finally {
      turns.spent(workspaceId, performance.now() - from);
    }
  }
}

/** Works for one turn. Short pieces are not timed one by one. */
function isLeft(piece: () => boolean): boolean {
  const from = performance.now();
  let batch = 1;
  for (let at = from; ;) {
    for (let done = 0; done < batch; done++) if (!piece()) return false;
    const now = performance.now();
    if (now - from > turnMs) return true;
    batch = now - at < shortMs ? Math.min(batch * 2, mostUntimed) : 1;
    at = now;
  }
}
