import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';
import { startEmbeddedPostgres } from '../scripts/embedded-postgres/start.ts';
import { findFreePort } from '../scripts/free-port.ts';
import { inParallel, SENDERS } from './in-parallel.ts';

/** As `WORKER_CONCURRENCY` is by default. */
const CONCURRENCY = 10;
const REDIS_START_MS = 200;

/** The program of the distribution; without it nothing is measured over Redis. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of its own without persistence. */
export async function startRedis(): Promise<{ port: number; url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const port = await findFreePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore', cwd: tmpdir() });
  await sleep(REDIS_START_MS);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

/** Jobs a second that do nothing, on BullMQ alone, in a Postgres of its own. */
export async function measureBareOnPostgres(count: number): Promise<number> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'toolwright-bench-'));
  chmodSync(dataDir, 0o711);
  const secret = (): string => randomBytes(24).toString('hex');
  const postgres = await startEmbeddedPostgres({
    dataDir,
    instanceId: `bench-${process.pid}`,
    port: await findFreePort(),
    superuserPassword: secret(),
    rolePassword: secret(),
  });
  const connection = { connectionString: postgres.url, max: CONCURRENCY + 2, migrate: true };
  const { Queue, Worker } = withBackend(createPostgresBackend);
  try {
    return await throughput(
      new Queue('bench', { connection }),
      (work) => new Worker('bench', work, { connection, concurrency: CONCURRENCY }),
      count,
    );
  } finally {
    await postgres.stop();
    rmSync(postgres.cluster, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The same in a Redis of its own. */
export async function measureBareOnRedis(count: number): Promise<number> {
  await using redis = await startRedis();
  const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
  const { Queue, Worker } = withBackend(createRedisBackend);
  return await throughput(
    new Queue('bench', { connection }),
    (work) => new Worker('bench', work, { connection, concurrency: CONCURRENCY }),
    count,
  );
}

/** What the queues and workers of both backends have in common. */
interface Connected {
  on(event: 'error', listener: () => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
interface AnyQueue extends Connected {
  add(name: string, data: object, options: { removeOnComplete: boolean }): Promise<unknown>;
}

async function throughput(
  queue: AnyQueue,
  open: (work: () => Promise<void>) => Connected,
  count: number,
): Promise<number> {
  const { promise: allDone, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const worker = open(async () => {
    done += 1;
    if (done === count) resolve();
  });
  // The server is stopped under the last idle connections.
  queue.on('error', () => {});
  worker.on('error', () => {});
  await queue.waitUntilReady();
  await worker.waitUntilReady();
  const startedAt = performance.now();
  await inParallel(count, SENDERS, () => queue.add('nothing', {}, { removeOnComplete: true }));
  await allDone;
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  await worker.close();
  await queue.close();
  return perSecond;
}
