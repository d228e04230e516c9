import type { JobQueue, QueueConnection } from './queue.ts';

/**
 * The producing end for a process that seldom queues anything: the library behind it (about 30 MB of memory) is loaded, and
 * connects, with the first job.
 */
export function createLateQueue(connection: QueueConnection): JobQueue {
  let opening: Promise<JobQueue> | null = null;
  const opened = (): Promise<JobQueue> =>
    (opening ??= import('./create-queue.ts').then(({ createQueue }) => createQueue(connection)));
  return {
    enqueue: async (...job) => (await opened()).enqueue(...job),
    counts: async () => (await opened()).counts(),
    ready: async () => (await opened()).ready(),
    close: async () => {
      await (await opening)?.close();
    },
  };
}
