import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';
import type { Job, QueueOptions, WorkerOptions } from 'bullmq';
import type { QueueConnection } from './queue.ts';

const DEFAULT_NAME = 'toolwright';
const REDIS_PREFIX = 'toolwright';

type Processor = (job: Job, token?: string) => Promise<void>;

/** BullMQ's queue on the backend that the connection names. */
export function openQueue(connection: QueueConnection, poolSize: number, options: Omit<QueueOptions, 'connection'>) {
  const name = connection.name ?? DEFAULT_NAME;
  if (connection.redisUrl === null) {
    const { Queue } = withBackend(createPostgresBackend);
    return new Queue(name, { ...options, connection: postgresOptions(connection, poolSize) });
  }
  const { Queue } = withBackend(createRedisBackend);
  return new Queue(name, { ...options, prefix: REDIS_PREFIX, connection: redisOptions(connection.redisUrl) });
}

/** BullMQ's worker on the backend that the connection names. It starts to work at once. */
export function openWorker(
  connection: QueueConnection,
  poolSize: number,
  processor: Processor,
  options: Omit<WorkerOptions, 'connection'>,
) {
  const name = connection.name ?? DEFAULT_NAME;
  if (connection.redisUrl === null) {
    const { Worker } = withBackend(createPostgresBackend);
    return new Worker(name, processor, { ...options, connection: postgresOptions(connection, poolSize) });
  }
  const { Worker } = withBackend(createRedisBackend);
  return new Worker(name, processor, {
    ...options,
    prefix: REDIS_PREFIX,
    connection: redisOptions(connection.redisUrl),
  });
}

/**
 * Whoever connects first makes or upgrades BullMQ's tables (schema `bullmq`), under BullMQ's own lock.
 *
 * Its commits do not wait for the disk: a job only rings for what a row says, so a bell that a dying server forgets (at
 * most the last second's) is rung again by the sweep, and one that it remembers after it was answered finds nothing to do.
 * BullMQ's transactions notify, which Postgres lets through one at a time: each would keep the others waiting for its flush.
 */
function postgresOptions(connection: QueueConnection, poolSize: number) {
  const { databaseUrl: connectionString } = connection;
  const options = '-c synchronous_commit=off';
  return { connectionString, max: poolSize, application_name: 'toolwright queue', migrate: true, options };
}

/** BullMQ wants `maxRetriesPerRequest: null` on a worker's connection. */
function redisOptions(redisUrl: string) {
  const url = new URL(redisUrl);
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    maxRetriesPerRequest: null,
  };
}
