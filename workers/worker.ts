/** The worker process: queued runs, deployments and the sweep, as jobs of the queue. */
import { createWorkerDeps } from '#lib/server/worker-deps.ts';
import { startWorker } from './processors/start-worker.ts';

/** Shorter than the grace that the supervisor gives, so that what is left can be handed over. */
const DRAIN_MS = 5_000;

const deps = createWorkerDeps();
const { logger } = deps;

process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));

const worker = await startWorker(deps);
logger.info({ port: worker.port, owner: deps.owner }, 'worker is ready');

let stopping: Promise<void> | null = null;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopping ??= stop(signal);
  });
}

async function stop(signal: string): Promise<void> {
  logger.info({ signal }, 'worker is stopping');
  try {
    await worker.stop(DRAIN_MS);
    process.exitCode = 0;
  } catch (error) {
    logger.error({ err: error }, 'worker did not stop in order');
    process.exitCode = 1;
  }
  // Whatever a dependency left open must not keep a stopped process alive.
  setTimeout(() => process.exit(), 500).unref();
}
