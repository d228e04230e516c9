/** What a workspace may compute without a pause, ms. */
const CREDIT_MS = 200;
/** Of each second, while others want to compute too, the share that one workspace that has no credit left gets. */
const SHARE = 0.15;
/** Shorter turns are not worth counting. */
const COUNTED_MS = 2;
/** Who began or went on in this time wants to compute. */
const RECENT_MS = 1_000;
const MAX_PAUSE_MS = 50;

interface Account {
  credit: number;
  at: number;
}

interface Options {
  now?: () => number;
  /** Calls back in the next turn of the event loop, or after a while. */
  later?: (work: () => void, delayMs: number) => void;
}

/**
 * Whose turn it is when several workspaces want to compute in one process. Who computed long pauses while others are
 * there, and of those that wait one goes on in each turn of the event loop, workspaces in turn: the requests of quiet
 * ones are served in between. Alone, nobody pauses.
 */
export class Turns {
  readonly #now: () => number;
  readonly #later: (work: () => void, delayMs: number) => void;
  /** Of workspaces that spent some of their credit. */
  readonly #accounts = new Map<string, Account>();
  readonly #waiting = new Map<string, (() => void)[]>();
  #latest = { workspaceId: '', at: -Infinity };
  /** When another workspace than the latest was last seen. */
  #otherAt = -Infinity;
  #scheduled = false;

  constructor({ now = () => performance.now(), later = inTheLoop }: Options = {}) {
    this.#now = now;
    this.#later = later;
  }

  /** Whether a run of this workspace has to take `next` instead of going on at once. */
  mustWait(workspaceId: string): boolean {
    this.#see(workspaceId);
    if (this.#waiting.size > 0 && this.#waiting.has(workspaceId)) return true;
    return this.#accounts.size > 0 && !this.#mayGo(workspaceId);
  }

  /** Calls back when it is the workspace's turn, never at once. */
  next(workspaceId: string, resume: () => void): void {
    const waiting = this.#waiting.get(workspaceId);
    if (waiting) waiting.push(resume);
    else this.#waiting.set(workspaceId, [resume]);
    this.#schedule(0);
  }

  /** Resolves when it is the workspace's turn; null: at once. */
  turn(workspaceId: string): Promise<void> | null {
    if (!this.mustWait(workspaceId)) return null;
    return new Promise((resolve) => this.next(workspaceId, resolve));
  }

  /** How many of the workspace wait. */
  waiting(workspaceId: string): number {
    return this.#waiting.get(workspaceId)?.length ?? 0;
  }

  /** A turn of the workspace took so long. */
  spent(workspaceId: string, ms: number): void {
    if (ms < COUNTED_MS) return;
    const now = this.#now();
    this.#accounts.set(workspaceId, { credit: this.#creditOf(workspaceId, now) - ms, at: now });
  }

  #see(workspaceId: string): void {
    const at = this.#now();
    if (this.#latest.workspaceId === workspaceId) this.#latest.at = at;
    else {
      this.#otherAt = this.#latest.at;
      this.#latest = { workspaceId, at };
    }
  }

  #mayGo(workspaceId: string): boolean {
    const now = this.#now();
    if (this.#creditOf(workspaceId, now) > 0) return true;
    const otherAt = this.#latest.workspaceId === workspaceId ? this.#otherAt : this.#latest.at;
    return now - otherAt > RECENT_MS;
  }

  #creditOf(workspaceId: string, now: number): number {
    const account = this.#accounts.get(workspaceId);
    if (!account) return CREDIT_MS;
    const credit = account.credit + (now - account.at) * SHARE;
    if (credit < CREDIT_MS) return credit;
    this.#accounts.delete(workspaceId);
    return CREDIT_MS;
  }

  #schedule(delayMs: number): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#later(() => {
      this.#scheduled = false;
      this.#goOn();
    }, delayMs);
  }

  /** Lets one run go on, of the workspace that waits longest among those that may. */
  #goOn(): void {
    for (const [workspaceId, [first, ...rest]] of this.#waiting) {
      if (!first || !this.#mayGo(workspaceId)) continue;
      this.#waiting.delete(workspaceId);
      if (rest.length > 0) this.#waiting.set(workspaceId, rest);
      this.#schedule(0);
      return first();
    }
    if (this.#waiting.size > 0) this.#schedule(MAX_PAUSE_MS);
  }
}

/** All that computes for tenants in a process shares its event loop. */
export const processTurns = new Turns();

function inTheLoop(work: () => void, delayMs: number): void {
  if (delayMs === 0) setImmediate(work);
  else setTimeout(work, delayMs);
}
