import { LRUCache } from 'lru-cache';
import type { Db } from '#lib/db/client.ts';
import { countEndedRuns, countOpenRuns, MINUTE_MS, msOfClass, type MinuteCount } from '#lib/db/run-tallies.ts';
import { coalesce } from '#lib/shared/coalesce.ts';

const MINUTES = 24 * 60;
/** A run has its row at the latest so long after its id was made, clocks that are apart included. */
const SETTLED_MS = 60_000;
const KNOWN_WORKSPACES = 200;
/** Another process may delete runs: that is seen after so long. */
const KEPT_MS = 300_000;

/** Runs that began within the last 24 hours, to the minute. Percentiles are right to 1 %. */
interface RunTally {
  /** ms since the epoch. */
  from: number;
  executions: number;
  byStatus: Record<string, number>;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** How many ended runs of a minute have a status, and a class of durations. */
class Counts {
  readonly byStatus = new Map<string, number>();
  readonly byClass = new Map<number, number>();

  add(other: Counts): void {
    for (const [status, count] of other.byStatus) bump(this.byStatus, status, count);
    for (const [of, count] of other.byClass) bump(this.byClass, of, count);
  }

  take(other: Counts): void {
    for (const [status, count] of other.byStatus) bump(this.byStatus, status, -count);
    for (const [of, count] of other.byClass) bump(this.byClass, of, -count);
  }
}

const NOTHING = new Counts();

function bump<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

interface Minute {
  counts: Counts;
  /** Runs that had not ended: while as many have not, nothing else of that minute has changed. */
  open: number;
}

type Minutes = Map<number, Minute>;

/** Minutes that are over, and their sum. */
class Settled {
  readonly minutes: Minutes = new Map();
  readonly total = new Counts();

  set(minute: number, now: Minute): void {
    this.drop(minute);
    this.minutes.set(minute, now);
    this.total.add(now.counts);
  }

  drop(minute: number): void {
    const before = this.minutes.get(minute);
    if (before) this.total.take(before.counts);
    this.minutes.delete(minute);
  }
}

/** Of one workspace. */
type Ask = (now: number) => Promise<RunTally>;

const tallies = new WeakMap<object, RunTallies>();

/** The tallies of this process: one for each database handle. */
export function runTalliesOf(db: Pick<Db, 'rawTransaction'>): RunTallies {
  let known = tallies.get(db);
  if (!known) tallies.set(db, (known = new RunTallies(db)));
  return known;
}

/**
 * Counts the runs of a day without reading them again and again. Of a minute that is over, nothing changes but that runs end
 * that were open: what has ended in it is kept, beside how many had not. A look reads how many are open now, from a small
 * index, and the last minutes and those where the number is another: both as of one moment. Nothing is paid when a run ends.
 * Who asks while a look is under way shares the next one.
 */
export class RunTallies {
  readonly #db: Pick<Db, 'rawTransaction'>;
  readonly #kept = new LRUCache<string, Ask>({ max: KNOWN_WORKSPACES, ttl: KEPT_MS });

  constructor(db: Pick<Db, 'rawTransaction'>) {
    this.#db = db;
  }

  of(workspaceId: string, now: number): Promise<RunTally> {
    let ask = this.#kept.get(workspaceId);
    if (!ask) this.#kept.set(workspaceId, (ask = this.#begin(workspaceId)));
    return ask(now);
  }

  /** Runs of it were deleted. */
  forget(workspaceId: string): void {
    this.#kept.delete(workspaceId);
  }

  #begin(workspaceId: string): Ask {
    const settled = new Settled();
    const look = async (asked: readonly number[]): Promise<RunTally[]> => {
      const tally = await this.#look(workspaceId, settled, Math.max(...asked));
      return asked.map(() => tally);
    };
    return coalesce(look, Number.POSITIVE_INFINITY);
  }

  async #look(workspaceId: string, settled: Settled, now: number): Promise<RunTally> {
    const last = Math.floor(now / MINUTE_MS);
    const from = last - MINUTES;
    const { open, fresh } = await this.#db.rawTransaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const openNow = await countOpenRuns(client, { workspaceId, from });
      const openIn = sumsOf(openNow);
      const looked = range(from, last + 1).filter(
        (minute) => settled.minutes.get(minute)?.open !== (openIn.get(minute) ?? 0),
      );
      const ended = await countEndedRuns(client, { workspaceId, minutes: looked });
      return { open: openNow, fresh: freshOf(looked, openIn, ended) };
    });
    for (const minute of settled.minutes.keys()) if (minute < from) settled.drop(minute);
    const all = new Counts();
    for (const [minute, seen] of fresh) {
      if ((minute + 1) * MINUTE_MS <= now - SETTLED_MS) settled.set(minute, seen);
      else all.add(seen.counts);
    }
    all.add(settled.total);
    return tallyOf(from * MINUTE_MS, all, open);
  }
}

function freshOf(
  looked: readonly number[],
  openIn: ReadonlyMap<number, number>,
  ended: Awaited<ReturnType<typeof countEndedRuns>>,
): Minutes {
  const counts = new Map<number, Counts>();
  for (const { minute, status, class: of, count } of ended) {
    let known = counts.get(minute);
    if (!known) counts.set(minute, (known = new Counts()));
    bump(known.byStatus, status, count);
    if (of !== null) bump(known.byClass, of, count);
  }
  return new Map(
    looked.map((minute) => [minute, { counts: counts.get(minute) ?? NOTHING, open: openIn.get(minute) ?? 0 }]),
  );
}

function sumsOf(counts: readonly MinuteCount[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { minute, count } of counts) bump(sums, minute, count);
  return sums;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

function tallyOf(from: number, ended: Counts, open: readonly MinuteCount[]): RunTally {
  const byStatus = new Map(ended.byStatus);
  for (const { status, count } of open) bump(byStatus, status, count);
  const executions = [...byStatus.values()].reduce((sum, count) => sum + count, 0);
  const classes = [...ended.byClass].sort(([one], [other]) => one - other);
  return {
    from,
    executions,
    byStatus: Object.fromEntries(byStatus),
    p50Ms: percentileOf(classes, 0.5),
    p95Ms: percentileOf(classes, 0.95),
  };
}

function percentileOf(classes: readonly (readonly [of: number, count: number])[], share: number): number | null {
  const wanted = share * classes.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [of, count] of classes) {
    seen += count;
    if (seen >= wanted) return Number(msOfClass(of).toPrecision(4));
  }
  return null;
}
