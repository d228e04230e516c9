import { DEAD_AFTER_MS, type Heartbeat } from '#lib/services/executions/heartbeat.ts';
import { sweep } from '#lib/services/maintenance/sweep.ts';
import type { WorkerDeps } from '#lib/server/worker-deps.ts';

const SWEEP_EVERY_MS = 5_000;
const HOUSEKEEPING_EVERY_MS = 60_000;

/**
 * Rings for a sweep every five seconds. Every worker rings, with the same job id for the same moment, so that the sweep
 * happens once and goes on when a worker dies.
 */
export class Sweeper {
  readonly #deps: WorkerDeps;
  readonly #heartbeat: Pick<Heartbeat, 'steadyMs'>;
  readonly #timer: NodeJS.Timeout;
  #lastHousekeeping = -Infinity;

  constructor(deps: WorkerDeps, heartbeat: Pick<Heartbeat, 'steadyMs'>) {
    this.#deps = deps;
    this.#heartbeat = heartbeat;
    this.#timer = setInterval(() => void this.#ring(), SWEEP_EVERY_MS);
  }

  /** One round, in answer to the bell. */
  async run(): Promise<void> {
    const now = performance.now();
    const housekeeping = now - this.#lastHousekeeping >= HOUSEKEEPING_EVERY_MS;
    if (housekeeping) this.#lastHousekeeping = now;
    await sweep(this.#deps, { steady: this.#heartbeat.steadyMs() > DEAD_AFTER_MS, housekeeping });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #ring(): Promise<void> {
    const ring = Math.floor(this.#deps.clock.now() / SWEEP_EVERY_MS);
    try {
      await this.#deps.queue.enqueue('maintenance.sweep', {}, { ring });
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'sweep was not rung');
    }
  }
}
