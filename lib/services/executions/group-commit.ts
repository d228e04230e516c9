import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/shared/app-error.ts';

/** What became of one operation: null when it is committed. */
export type Outcome = Error | null;

interface GroupCommitOptions<Op> {
  /** Commits all of them together; the outcomes are in the order of `ops`. Rejects when nothing is known to be committed. */
  commit(ops: readonly Op[]): Promise<Outcome[]>;
  /** Whether a rejected commit may succeed when it is sent again (a lost connection, a deadlock). */
  isTransient(error: unknown): boolean;
  onRetry(error: unknown): void;
  maxBatch: number;
  /** Bytes that may wait; beyond them a write is refused as `overloaded`. */
  maxPendingBytes: number;
  /** How long an operation may wait for a database that is away before it is refused as `unavailable`. */
  patienceMs: number;
}

interface Waiting<Op> {
  op: Op;
  bytes: number;
  since: number;
  resolve(): void;
  reject(error: unknown): void;
}

const RETRY_MS = [20, 50, 100, 250, 500];

/**
 * One writer, many callers. While a commit is under way everything that arrives waits, and goes out together as the next
 * one: an idle writer commits at once, a busy one in groups, and no timer is involved.
 */
export class GroupCommit<Op> {
  readonly #options: GroupCommitOptions<Op>;
  #waiting: Waiting<Op>[] = [];
  #pendingBytes = 0;
  #running: Promise<void> | null = null;

  constructor(options: GroupCommitOptions<Op>) {
    this.#options = options;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Resolves when `op` is committed. `bytes` is its size, for the bound on memory. */
  write(op: Op, bytes: number): Promise<void> {
    if (this.#pendingBytes + bytes > this.#options.maxPendingBytes) {
      return Promise.reject(new AppError('overloaded', 'Too much is waiting to be recorded', { retryAfterMs: 1_000 }));
    }
    this.#pendingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ op, bytes, since: performance.now(), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What the same turn of the event loop still brings belongs to the same group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.maxBatch);
      await this.#commitBatch(batch);
    }
    this.#running = null;
  }

  async #commitBatch(batch: Waiting<Op>[]): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        const outcomes = await this.#options.commit(batch.map((item) => item.op));
        batch.forEach((item, index) => this.#settle(item, outcomes[index] ?? null));
        return;
      } catch (error) {
        if (!this.#options.isTransient(error)) return this.#commitOneByOne(batch, error);
        this.#options.onRetry(error);
        batch = this.#refuseImpatient(batch, error);
        if (batch.length === 0) return;
        await sleep(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      }
    }
  }

  /** One operation that the database refuses must not take its neighbours along. */
  async #commitOneByOne(batch: Waiting<Op>[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only) return this.#settle(only, asError(error));
    for (const item of batch) await this.#commitBatch([item]);
  }

  #refuseImpatient(batch: Waiting<Op>[], cause: unknown): Waiting<Op>[] {
    const deadline = performance.now() - this.#options.patienceMs;
    return batch.filter((item) => {
      if (item.since > deadline) return true;
      this.#settle(item, new AppError('unavailable', 'The run log cannot be written', { retryAfterMs: 1_000, cause }));
      return false;
    });
  }

  #settle(item: Waiting<Op>, outcome: Outcome): void {
    this.#pendingBytes -= item.bytes;
    if (outcome === null) item.resolve();
    else item.reject(outcome);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
