import { setTimeout as sleep } from 'node:timers/promises';
import { WaitingError, type Job } from 'bullmq';
import { jobSchemas, type JobName } from '#lib/contracts/jobs.ts';
import { openWorker } from './backend.ts';
import type { JobContext, JobHandlers, JobWorker, QueueConnection } from './queue.ts';

/**
 * The consuming end. Unknown names (of a newer or older release) are logged and completed; a payload that does not fit
 * throws, so that the job fails where the operator sees it.
 */
export function createWorker(connection: QueueConnection & { handlers: JobHandlers; concurrency: number }): JobWorker {
  const { handlers, logger, concurrency } = connection;
  let paused = false;
  const processor = async (job: Job, token?: string): Promise<void> => {
    // One that was fetched while the worker paused goes back, so that another takes it at once.
    if (!paused) return handle(handlers, logger, job);
    await job.moveToWait(token);
    throw new WaitingError();
  };
  const worker = openWorker(connection, Math.min(4 + Math.ceil(concurrency / 4), 20), processor, {
    concurrency,
    lockDuration: 30_000,
    stalledInterval: 15_000,
    maxStalledCount: 3,
  });
  worker.on('error', (error) => logger.warn({ err: error }, 'queue: worker connection'));
  worker.on('failed', (job, error) => {
    logger.error({ err: error, job: job?.name, jobId: job?.id, attempt: job?.attemptsMade }, 'queue: job failed');
  });
  return {
    ready: async () => {
      await worker.waitUntilReady();
    },
    pause: async () => {
      paused = true;
      await worker.pause(true);
    },
    close: async (graceMs) => {
      const closed = worker.close().then(() => true);
      const graceful = await Promise.race([closed, sleep(graceMs, false, { ref: false })]);
      if (!graceful) await worker.close(true);
    },
  };
}

async function handle(handlers: JobHandlers, logger: QueueConnection['logger'], job: Job): Promise<void> {
  const { name } = job;
  if (!isJobName(name)) {
    logger.warn({ job: name, jobId: job.id }, 'queue: unknown job completed');
    return;
  }
  await dispatch(handlers, name, job);
}

async function dispatch<N extends JobName>(handlers: JobHandlers, name: N, job: Job): Promise<void> {
  const parsed = jobSchemas[name].safeParse(job.data);
  if (!parsed.success) throw new Error(`Payload of ${name} does not fit: ${parsed.error.issues[0]?.message ?? ''}`);
  const context: JobContext = { jobId: job.id ?? '', attempt: job.attemptsMade + 1 };
  await handlers[name](parsed.data as Parameters<JobHandlers[N]>[0], context);
}

function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobSchemas, name);
}
