import { jobSchemas } from '#lib/contracts/jobs.ts';
import { openQueue } from './backend.ts';
import { jobId } from './job-id.ts';
import type { JobQueue, QueueConnection } from './queue.ts';

/** Database connections of one producer. */
const POOL_SIZE = 4;

/**
 * A finished or failed job is forgotten, so that nothing retained swallows a later ring; failures are in the log.
 * A handler that throws is tried again after 0.2, 0.4, 0.8 and 1.6 s; then the sweep takes over.
 */
const JOB_OPTIONS = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 5,
  backoff: { type: 'exponential', delay: 200 },
} as const;

/** The producing end. One for each process. */
export function createQueue(connection: QueueConnection): JobQueue {
  const queue = openQueue(connection, POOL_SIZE, { defaultJobOptions: JOB_OPTIONS });
  queue.on('error', (error) => connection.logger.warn({ err: error }, 'queue: connection'));
  return {
    enqueue: async (name, payload, options = {}) => {
      const checked = jobSchemas[name].parse(payload);
      await queue.add(name, checked, { jobId: jobId(name, payload, options.ring ?? 0), delay: options.delayMs ?? 0 });
    },
    counts: async () => {
      const counts = await queue.getJobCounts('wait', 'active', 'delayed');
      return {
        waiting: counts['wait'] ?? 0,
        active: counts['active'] ?? 0,
        delayed: counts['delayed'] ?? 0,
      };
    },
    ready: async () => {
      await queue.waitUntilReady();
    },
    close: () => queue.close(),
  };
}
