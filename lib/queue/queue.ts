import type { JobName, JobPayload } from '#lib/contracts/jobs.ts';

/** Where the queue lives: Redis when `redisUrl` is set, else Postgres. */
export interface QueueConnection {
  databaseUrl: string;
  redisUrl: string | null;
  logger: QueueLogger;
  /** Name of the queue; tests use their own. */
  name?: string;
}

export interface QueueLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EnqueueOptions {
  /** Which ring of the same subject this is; a part of the job id. Default 0. */
  ring?: number;
  /** Not before this many ms from now. */
  delayMs?: number;
}

export interface JobQueue {
  /**
   * Rings. The job id is made of the payload's subject and `ring`: the same ring twice is one job.
   * Rejects when the backend cannot be reached or the payload does not fit.
   */
  enqueue<N extends JobName>(name: N, payload: JobPayload<N>, options?: EnqueueOptions): Promise<void>;
  /** How many jobs wait, run, are delayed. For metrics. */
  counts(): Promise<{ waiting: number; active: number; delayed: number }>;
  /** Resolves when the backend answers. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** What a handler learns beside its payload. */
export interface JobContext {
  jobId: string;
  /** From 1. */
  attempt: number;
}

export type JobHandlers = {
  readonly [N in JobName]: (payload: JobPayload<N>, context: JobContext) => Promise<void>;
};

export interface JobWorker {
  ready(): Promise<void>;
  /** Takes no further job. Those that run go on. */
  pause(): Promise<void>;
  /** Takes no further job and waits for those that run, at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}
