import type { WorkerDeps } from '#lib/server/worker-deps.ts';
import { startErrorRuns } from '#lib/services/error-workflows/start-error-runs.ts';
import type { QueuedRunner } from '#lib/services/executions/queued-runner.ts';
import { fireSchedules } from '#lib/services/schedules/fire-schedules.ts';

const LOOK_EVERY_MS = 1_000;

/** Looks once a second for schedules, for parked runs that are due and for runs that no bell told of: no wait has a timer of its own. Every worker looks: locks in the database keep them apart. */
export class Scheduler {
  readonly #deps: WorkerDeps;
  readonly #runner: Pick<QueuedRunner, 'lookAround'>;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | null = null;

  constructor(deps: WorkerDeps, runner: Pick<QueuedRunner, 'lookAround'>) {
    this.#deps = deps;
    this.#runner = runner;
    this.#timer = setInterval(() => (this.#looking ??= this.#look()), LOOK_EVERY_MS);
  }

  /** Resolves when the last look has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    await this.#attempt('schedules', () => fireSchedules(this.#deps));
    await this.#attempt('waiting runs', () => this.#runner.lookAround());
    await this.#attempt('error workflows', () => startErrorRuns(this.#deps));
    this.#looking = null;
  }

  async #attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.logger.warn({ err: error }, `${what} were not looked at`);
    }
  }
}
