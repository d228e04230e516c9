import { say } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import type { Config } from '#lib/config/config.ts';
import type { Db } from '#lib/db/client.ts';
import { countExecutions } from '#lib/db/quotas.ts';
import { countStoredBytes } from '#lib/db/stored-values.ts';
import type { Logger } from '#lib/observability/logger.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { dayEnd, dayStart } from './day.ts';
import { quotasOf } from './effective-quotas.ts';

/** Figures of other processes are at most this old while a workspace is busy. */
const REFRESH_MS = 10_000;
/** Runs that began longer ago than this are in the table, and are counted once. */
const SETTLED_MS = 60_000;
/** Workspaces whose figures a process keeps; one that is forgotten is looked at again. */
const KNOWN_WORKSPACES = 10_000;
const BYTES_PER_MIB = 1_048_576;

interface Tally {
  day: number;
  limit: number;
  /** Runs of the day before `settledUntil`. */
  settled: number;
  settledUntil: number;
  /** Runs since then, as the table had them at the last look. */
  recent: number;
  /** Runs that this process admitted since the last look. */
  admitted: number;
  storedBytes: number;
  storageLimit: number;
  lookedAt: number;
  looking: boolean;
}

interface Ports {
  db: Pick<Db, 'prisma' | 'pool'>;
  config: Pick<Config, 'quotas'>;
  clock: Clock;
  logger: Logger;
}

const fences = new WeakMap<object, ExecutionFence>();

/** The fence of this process: one for each database handle. */
export function executionFenceOf(ports: Ports): ExecutionFence {
  const known = fences.get(ports.db);
  if (known) return known;
  const { db, config, clock, logger } = ports;
  const fence = new ExecutionFence({ db, config, clock, logger });
  fences.set(ports.db, fence);
  return fence;
}

/**
 * Holds workspaces to their runs a day, and to their storage, without a database read for each run. One for a process.
 * Uploads never pass the storage quota, but a run that has begun is recorded whatever it holds: a workspace that stores more
 * than it may starts no other.
 */
export class ExecutionFence {
  readonly #ports: Ports;
  readonly #tallies = new LRUCache<string, Tally>({ max: KNOWN_WORKSPACES });
  /** First looks that are under way: who asks meanwhile waits for the same one. */
  readonly #first = new Map<string, Promise<Tally>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Counts a run that is about to start, or resolves with its refusal. Waits for the database only at the first run of a
   * workspace and at the first of a day.
   */
  async admit(workspaceId: string): Promise<AppError | null> {
    const now = this.#ports.clock.now();
    let tally = this.#tallies.get(workspaceId);
    if (tally?.day !== dayStart(now)) {
      tally = await this.#firstLook(workspaceId, now);
    } else if (now - tally.lookedAt >= REFRESH_MS && !tally.looking) {
      void this.#refresh(workspaceId, tally, now);
    }
    const { storedBytes, storageLimit } = tally;
    if (storedBytes > storageLimit) return storageFull(storedBytes, storageLimit);
    const used = tally.settled + tally.recent + tally.admitted;
    if (used >= tally.limit) return refused(tally.limit, now);
    tally.admitted += 1;
    return null;
  }

  /** The operator changed a quota: the next run looks again. */
  forget(workspaceId: string): void {
    this.#tallies.delete(workspaceId);
  }

  #firstLook(workspaceId: string, now: number): Promise<Tally> {
    const underWay = this.#first.get(workspaceId);
    if (underWay) return underWay;
    const look = this.#look(workspaceId, null, now)
      .then((tally) => {
        this.#tallies.set(workspaceId, tally);
        return tally;
      })
      .finally(() => this.#first.delete(workspaceId));
    this.#first.set(workspaceId, look);
    return look;
  }

  async #refresh(workspaceId: string, tally: Tally, now: number): Promise<void> {
    tally.looking = true;
    try {
      const before = tally.admitted;
      const fresh = await this.#look(workspaceId, tally, now);
      // What was admitted during the look may or may not be in its figures; counting it twice until the next is the safe side.
      Object.assign(tally, fresh, { admitted: tally.admitted - before });
    } catch (error) {
      tally.looking = false;
      tally.lookedAt = now;
      this.#ports.logger.warn({ err: error, workspaceId }, 'runs of the day could not be counted');
    }
  }

  async #look(workspaceId: string, known: Tally | null, now: number): Promise<Tally> {
    const { db, config } = this.#ports;
    const day = dayStart(now);
    const from = known?.settledUntil ?? day;
    const until = Math.max(from, now - SETTLED_MS);
    const count = (range: { from: number; to: number }): Promise<number> =>
      range.from === range.to ? Promise.resolve(0) : countExecutions(db.pool, { workspaceId, ...range });
    const [quotas, storedBytes, newlySettled, recent] = await Promise.all([
      quotasOf(db.prisma, config.quotas, workspaceId),
      countStoredBytes(db.pool, { workspaceId }),
      count({ from, to: until }),
      count({ from: until, to: dayEnd(now) }),
    ]);
    return {
      day,
      limit: quotas.executionsPerDay,
      settled: (known?.settled ?? 0) + newlySettled,
      settledUntil: until,
      recent,
      admitted: 0,
      storedBytes,
      storageLimit: quotas.storageBytes,
      lookedAt: now,
      looking: false,
    };
  }
}

function storageFull(used: number, limit: number): AppError {
  const mebibytes = Math.floor(limit / BYTES_PER_MIB);
  return new AppError('quota_exceeded', say('quota_storage', { mebibytes }), {
    details: { quota: 'storageBytes', used, limit },
  });
}

function refused(limit: number, now: number): AppError {
  return new AppError('daily_quota_reached', say('daily_quota_reached', { limit }), {
    details: { quota: 'executionsPerDay', limit },
    retryAfterMs: dayEnd(now) - now,
  });
}
