import type { Bus } from '#lib/bus/bus.ts';
import type { Db } from '#lib/db/client.ts';
import { releaseUnknown, takeRuns, type TakenExecution } from '#lib/db/system/run-slots.ts';
import type { Logger } from '#lib/observability/logger.ts';

/** How much of its places a worker gives to one workspace: somebody with long runs leaves room for others. */
const SHARE = 0.8;
/** Other workers are told at most so often that there is more than this one has room for. */
const TELL_EVERY_MS = 100;
/** So often a worker makes sure that it has in memory what the log says it has. */
const COMPARE_EVERY_MS = 10_000;

interface Options {
  db: Pick<Db, 'pool'>;
  bus: Pick<Bus, 'publish'>;
  logger: Logger;
  /** The heartbeat's id of this process. */
  owner: string;
  /** Runs that this worker executes at once. */
  places: number;
  /** Runs of one workspace that all workers execute at once, unless its quota says otherwise. */
  mostPerWorkspace: number;
  /** Executes a run; resolves when its place is free again, never rejects. */
  execute(run: TakenExecution): Promise<void>;
  /** Every run that this process has in memory. */
  known(): Iterable<string>;
  /** Wakes parked runs whose time has come, and returns how many. */
  wakeDue(): Promise<number>;
}

/**
 * The places of a worker, and whom they are given to: workspaces in turn, each its oldest run that no limit keeps back. It
 * looks when a bell rings, when a place is free again, and each second.
 */
export class RunPlaces {
  readonly #options: Options;
  readonly #share: number;
  readonly #held = new Map<string, number>();
  #taken = 0;
  #servedLast: string | null = null;
  /** Looks come one after the other. */
  #lane: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #moreIsDue = false;
  #toldAt = -Infinity;
  #comparedAt = performance.now();
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#share = Math.ceil(options.places * SHARE);
  }

  /** Fills free places. Resolves when that was done for everything that waited when it was called. */
  look(): Promise<void> {
    return (this.#next ??= this.#inTurn(() => {
      this.#next = null;
      return this.#fill();
    }));
  }

  /** The look of each second: what was lost on the way is found, and what is due is woken. */
  async lookAround(): Promise<void> {
    this.#moreIsDue = (await this.#options.wakeDue()) > 0;
    if (performance.now() - this.#comparedAt > COMPARE_EVERY_MS) await this.#inTurn(() => this.#compare());
    await this.look();
  }

  /** Takes nothing any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#lane;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lane.then(work);
    this.#lane = done.catch(() => undefined);
    return done;
  }

  async #fill(): Promise<void> {
    for (;;) {
      const free = this.#options.places - this.#taken;
      if (this.#closed || free <= 0) return;
      const runs = await this.#take(free);
      for (const run of runs) this.#start(run);
      if (runs.length === free) return this.#tellOthers();
      if (!this.#moreIsDue) return;
      this.#moreIsDue = (await this.#options.wakeDue()) > 0;
      if (!this.#moreIsDue) return;
    }
  }

  #take(want: number): Promise<TakenExecution[]> {
    const { db, owner, mostPerWorkspace } = this.#options;
    const request = { want, servedLast: this.#servedLast, held: this.#held, share: this.#share, mostPerWorkspace };
    return takeRuns(db.pool, { owner, ...request });
  }

  #start(run: TakenExecution): void {
    const { workspaceId } = run;
    this.#servedLast = workspaceId;
    this.#taken += 1;
    this.#held.set(workspaceId, (this.#held.get(workspaceId) ?? 0) + 1);
    void this.#options.execute(run).finally(() => this.#free(workspaceId));
  }

  #free(workspaceId: string): void {
    this.#taken -= 1;
    const left = (this.#held.get(workspaceId) ?? 1) - 1;
    if (left > 0) this.#held.set(workspaceId, left);
    else this.#held.delete(workspaceId);
    this.look().catch((error: unknown) => this.#options.logger.warn({ err: error }, 'waiting runs were not looked at'));
  }

  /** The bell was heard here alone, and there may be more than there is room for. */
  #tellOthers(): void {
    const now = performance.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#options.bus.publish('runs.waiting', {}).catch((error: unknown) => {
      this.#options.logger.warn({ err: error }, 'other workers were not told of waiting runs');
    });
  }

  /** Not while it looks: a run that is being taken is neither here nor there. */
  async #compare(): Promise<void> {
    const { db, owner, known, logger } = this.#options;
    const released = await releaseUnknown(db.pool, owner, [...known()]);
    if (released > 0) logger.warn({ runs: released }, 'gave back runs that were not in memory');
    this.#comparedAt = performance.now();
  }
}
