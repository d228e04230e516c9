import { createWorker } from '#lib/queue/create-worker.ts';
import { checkVault } from '#lib/server/check-vault.ts';
import type { WorkerDeps } from '#lib/server/worker-deps.ts';
import { startHeartbeat } from '#lib/services/executions/heartbeat.ts';
import { QueuedRunner } from '#lib/services/executions/queued-runner.ts';
import { serveHealth } from '#workers/runtime/health-route.ts';
import { listen, replyText, type Listening } from '#workers/runtime/http-server.ts';
import { jobHandlers } from './job-handlers.ts';
import { Scheduler } from './scheduler.ts';
import { Sweeper } from './sweeper.ts';

/** Probes are answered at once: nothing to wait for. */
const HEALTH_STOP_MS = 500;

export interface RunningWorker {
  /** Where /healthz, /readyz and /metrics are. */
  readonly port: number;
  /** Takes nothing new, finishes what runs, gives to others what does not end within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Starts to work. Rejects when the port is taken or the database does not answer. */
export async function startWorker(deps: WorkerDeps): Promise<RunningWorker> {
  const { bus, config, db, logger } = deps;
  await checkVault(deps.vault);
  const runner = new QueuedRunner(deps);
  const heartbeat = await startHeartbeat(
    { pool: db.pool, logger, onCancelRequests: (ids) => ids.forEach((id) => runner.cancel(id)) },
    { id: deps.owner, role: 'worker', address: null },
  );
  const stopCancel = bus.subscribe('execution.cancel', ({ executionId, workspaceId }) => {
    runner.cancel(executionId, workspaceId);
  });
  const stopDeleted = bus.subscribe('workspace.deleted', ({ workspaceId }) => runner.cancelAll(workspaceId));
  const stopWaiting = bus.subscribe('runs.waiting', () => {
    runner.look().catch((error: unknown) => logger.warn({ err: error }, 'waiting runs were not looked at'));
  });
  await bus.ready();
  const sweeper = new Sweeper(deps, heartbeat);
  const scheduler = new Scheduler(deps, runner);
  const { databaseUrl, redisUrl, workerConcurrency: concurrency } = config;
  const handlers = jobHandlers(deps, { runner, sweeper });
  const worker = createWorker({ databaseUrl, redisUrl, logger, concurrency, handlers });
  await worker.ready();
  measure(deps, runner);
  let stopAsked = false;
  const health = await serveHealthOf(deps, worker, () => stopAsked);
  return {
    port: health.port,
    stop: async (graceMs) => {
      stopAsked = true;
      sweeper.stop();
      await scheduler.stop();
      await worker.pause();
      await runner.drain(graceMs);
      await worker.close(1_000);
      stopCancel();
      stopDeleted();
      stopWaiting();
      await heartbeat.stop();
      await health.stop(HEALTH_STOP_MS);
      await deps.close();
    },
  };
}

function serveHealthOf(
  deps: WorkerDeps,
  worker: { ready(): Promise<void> },
  isStopping: () => boolean,
): Promise<Listening> {
  const unready = async (): Promise<string | null> => {
    if (isStopping()) return 'stopping';
    try {
      await Promise.all([deps.db.pool.query('SELECT 1'), deps.bus.ready(), worker.ready()]);
      return null;
    } catch (error) {
      deps.logger.warn({ err: error }, 'not ready');
      return 'the database, the bus or the queue does not answer';
    }
  };
  const ports = { metrics: deps.metrics, unready };
  return listen(
    async (request, response) => {
      if (!(await serveHealth(ports, request, response))) replyText(response, 404, 'Not found\n');
    },
    { host: deps.config.internalHost, port: deps.config.workerPort },
  );
}

function measure(deps: WorkerDeps, runner: QueuedRunner): void {
  deps.metrics.gauge({
    name: 'worker_runs_in_flight',
    help: 'Queued runs that this worker executes now',
    collect() {
      this.set(runner.inFlight);
    },
  });
  deps.metrics.gauge({
    name: 'queue_jobs',
    help: 'Jobs in the queue by state',
    labelNames: ['state'],
    async collect() {
      const counts = await deps.queue.counts();
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
}
