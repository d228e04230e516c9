import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { createCounter, type CounterStore } from './counters.ts';

/** A share is a twentieth of the limit. */
const SHARES = 20;
/** For how long a store that failed is not asked again. */
const AWAY_MS = 1_000;
/** Callers that a process remembers within a window; one that is forgotten begins anew. */
const KNOWN_KEYS = 20_000;

interface Options {
  store: CounterStore;
  /** Part of the counters' names. */
  name: string;
  /** What all processes together let through in a window. */
  points: number;
  seconds: number;
  /** Hears of a store that does not answer, at most once a second. */
  onAway: (error: unknown) => void;
}

/** What one process may spend of one counter until its window ends. Times are of the monotonic clock. */
interface Window {
  /** May be spent without asking. */
  left: number;
  /** As much of it (spent or left) is not counted yet. */
  credit: number;
  /** Calls that wait for the next share. */
  waiting: number;
  endsAt: number;
  usedUp: boolean;
  lease: Promise<void> | null;
}

/** Null: go on. Else how long to wait, in ms. */
export type Verdict = number | null;

/**
 * One limit for all processes without asking their store for each call. A process begins a window with a share (a twentieth
 * of the limit) on credit; whoever asks less than half of that costs the store nothing. Before it is spent, the process counts
 * it in the store and takes the next share there, ahead of need where shares are large enough, so that calls wait for the store
 * only where shares run out faster than it answers. Once the store says that all is taken, the process spends what it holds
 * and refuses by itself until the window ends.
 *
 * So at least the limit and at most a share for each further process get through when all begin at once. A process that stays
 * within its credit is not counted: it adds at most a share for each of its own windows, two of which meet one of the store
 * (a tenth of the limit). One that falls silent with a share in its hands keeps back one and a half at most. Limits under 20
 * have no credit and shares of one: there every call that passes is counted first, exactly.
 *
 * While the store is away each process counts for itself (as much as the whole limit), and no call fails for it. Windows in
 * Postgres end by the clocks of the processes: those that are over a window apart count for themselves.
 */
export class SharedPoints {
  readonly #options: Options;
  readonly #shared: RateLimiterAbstract;
  /** Counts while the store is away. */
  readonly #own: RateLimiterAbstract;
  readonly #share: number;
  readonly #credit: number;
  readonly #windowMs: number;
  readonly #windows = new LRUCache<string, Window>({ max: KNOWN_KEYS });
  #awayUntil = 0;

  constructor(options: Options) {
    const { store, name, points, seconds } = options;
    this.#options = options;
    this.#shared = createCounter(store, { name, points, seconds });
    this.#own = createCounter({ kind: 'memory' }, { name, points, seconds });
    this.#credit = Math.floor(points / SHARES);
    this.#share = Math.max(1, this.#credit);
    this.#windowMs = seconds * 1_000;
  }

  /** Spends one point. A promise only where the store has to be waited for. */
  spend(key: string): Verdict | Promise<Verdict> {
    const now = performance.now();
    const window = this.#windowOf(key, now);
    if (window.left === 0) return window.usedUp ? waitOf(window, now) : this.#spendLater(key, window);
    window.left -= 1;
    if (window.left < this.#share >> 1 && !window.usedUp) window.lease ??= this.#lease(key, window);
    return null;
  }

  #windowOf(key: string, now: number): Window {
    const known = this.#windows.get(key);
    if (known && (now < known.endsAt || known.lease)) return known;
    const credit = this.#credit;
    const endsAt = now + this.#windowMs;
    const window: Window = { left: credit, credit, waiting: 0, endsAt, usedUp: false, lease: null };
    this.#windows.set(key, window);
    return window;
  }

  async #spendLater(key: string, window: Window): Promise<Verdict> {
    window.waiting += 1;
    try {
      while (window.left === 0) {
        if (window.usedUp) return waitOf(window, performance.now());
        await (window.lease ??= this.#lease(key, window));
      }
    } finally {
      window.waiting -= 1;
    }
    window.left -= 1;
    return null;
  }

  /** Takes the next share, and counts what was spent on credit. */
  async #lease(key: string, window: Window): Promise<void> {
    // Whoever asks at this very moment is in the share, too.
    await Promise.resolve();
    const { credit } = window;
    const wanted = credit + Math.max(this.#share, window.waiting);
    const { consumedPoints, msBeforeNext } = await this.#count(digest(key), wanted);
    const { points } = this.#options;
    const granted = Math.min(wanted, Math.max(0, points - (consumedPoints - wanted)));
    window.left = Math.max(0, window.left + granted - credit);
    window.credit = 0;
    window.usedUp = consumedPoints >= points;
    window.endsAt = performance.now() + Math.min(Math.max(0, msBeforeNext), this.#windowMs);
    window.lease = null;
  }

  async #count(id: string, wanted: number): Promise<RateLimiterRes> {
    if (performance.now() >= this.#awayUntil) {
      try {
        const counted = await consume(this.#shared, id, wanted);
        if (counted.msBeforeNext <= 2 * this.#windowMs) return counted;
        // Of a clock that runs far ahead, or that was set back since: its window would not end for a long time.
        await this.#shared.delete(id);
        return await consume(this.#shared, id, wanted);
      } catch (error) {
        this.#awayUntil = performance.now() + AWAY_MS;
        this.#options.onAway(error);
      }
    }
    return consume(this.#own, id, wanted);
  }
}

/** What the counter stands at with these points, also where that is over the limit. */
async function consume(counter: RateLimiterAbstract, id: string, points: number): Promise<RateLimiterRes> {
  try {
    return await counter.consume(id, points);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

const waitOf = (window: Window, now: number): number => Math.max(1, Math.ceil(window.endsAt - now));

/** Bounded in length, and the counters' table is no list of addresses. */
const digest = (key: string): string => createHash('sha256').update(key).digest('base64url');
