/** What a workspace may compute without a pause, ms. */
const CREDIT_MS = 200;
/** Of each second, while others want to compute too, the share that one workspace that has no credit left gets. */
const SHARE = 0.1;
/**
 * How long pure steps may keep the process busy before others get a turn. The share above is given in pieces of this
 * length, too, not as soon as there is a little of it: many short turns delay more calls of others than few longer ones,
 * which nobody notices but who calls in that moment.
 */
export const TURN_MS = 10;
/** Shorter turns are not worth counting: a usual call takes less. */
const COUNTED_MS = 0.25;
/** Who began or went on in this time wants to compute. */
const RECENT_MS = 1_000;
const MAX_PAUSE_MS = 50;

interface Account {
  credit: number;
  at: number;
  /** It has used up its credit, and not yet got a whole piece since. */
  pausing: boolean;
}

interface Options {
  now?: () => number;
  /** Calls back in the next turn of the event loop, or after a while. */
  later?: (work: () => void, delayMs: number) => void;
}

/**
 * Whose turn it is when several workspaces want to compute in one process. Who computed long pauses while others are
 * there, and of those that wait one workspace goes on in each turn of the event loop, in turn: the requests of quiet ones
 * are served in between. Alone, nobody pauses.
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
  /** Turns that were counted so far. */
  #counted = 0;

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
    this.#counted += 1;
    const now = this.#now();
    const credit = this.#creditOf(workspaceId, now) - ms;
    const pausing = credit <= 0 || this.#accounts.get(workspaceId)?.pausing === true;
    this.#accounts.set(workspaceId, { credit, at: now, pausing });
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
    const credit = this.#creditOf(workspaceId, now);
    const account = this.#accounts.get(workspaceId);
    if (!account?.pausing) return true;
    if (credit >= TURN_MS) {
      account.pausing = false;
      return true;
    }
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

  /** Lets the workspace go on that waits longest among those that may. */
  #goOn(): void {
    for (const workspaceId of this.#waiting.keys()) {
      if (!this.#mayGo(workspaceId)) continue;
      this.#schedule(0);
      return this.#letGo(workspaceId);
    }
    if (this.#waiting.size > 0) this.#schedule(MAX_PAUSE_MS);
  }

  /** One run; and if it was a short one that counts, the next ones of its workspace, until their piece of time is over. */
  #letGo(workspaceId: string): void {
    const until = this.#now() + TURN_MS;
    for (let counted = -1; counted < this.#counted && this.#now() < until && this.#mayGo(workspaceId);) {
      counted = this.#counted;
      const [first, ...rest] = this.#waiting.get(workspaceId) ?? [];
      this.#waiting.delete(workspaceId);
      if (rest.length > 0) this.#waiting.set(workspaceId, rest);
      first?.();
    }
  }
}

/** All that computes for tenants in a process shares its event loop. */
export const processTurns = new Turns();

function inTheLoop(work: () => void, delayMs: number): void {
  if (delayMs === 0) setImmediate(work);
  else setTimeout(work, delayMs);
}
