import type { WorkerDeps } from '#lib/server/worker-deps.ts';
import { fireSchedules } from '#lib/services/schedules/fire-schedules.ts';

const LOOK_EVERY_MS = 1_000;

/** Looks once a second for schedules that are due. Every worker looks: locks in the database keep them apart. */
export class Scheduler {
  readonly #deps: WorkerDeps;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | null = null;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => (this.#looking ??= this.#look()), LOOK_EVERY_MS);
  }

  /** Resolves when the last look has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      await fireSchedules(this.#deps);
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'schedules were not looked at');
    } finally {
      this.#looking = null;
    }
  }
}
