import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, withBackend } from 'bullmq';
import { readFixture } from '../e2e/mcp/fixture.ts';
import { startEmbeddedPostgres } from '../scripts/embedded-postgres/start.ts';
import { findFreePort } from '../scripts/free-port.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import type { Product } from '../e2e/start-product.ts';
import type { BenchWorkspace } from './deployed.ts';
import { cpuEach, cpuSeconds, pidsOf } from './usage.ts';

/** As `WORKER_CONCURRENCY` is by default. */
const CONCURRENCY = 10;
const SENDERS = 16;
/** Before anything is measured: long enough for the compiler to have seen the path. */
const WARM_RUNS = 300;
const LOOK_EVERY_MS = 50;

/** Queued runs a second, and what each costs. */
export interface QueuedRuns {
  /** From the first request to the last end, web and worker at once. */
  whole: number;
  /** Requests answered while the worker stands still. */
  accepted: number;
  /** Runs ended, once they are all accepted. */
  drained: number;
  /** CPU a run of each process while everything works at once. */
  cpu: string;
}

/** Runs of a one-node workflow: accepted and executed at once, and then one after the other. */
export async function measureQueuedRuns(
  product: Product,
  { client }: BenchWorkspace,
  count: number,
): Promise<QueuedRuns> {
  const { workflowId } = await deployWorkflow(client, { ...readFixture('one-node'), name: 'Bench queue' });
  const ended = async (): Promise<number> => (await client.call('monitoringSummary')).byStatus['success'] ?? 0;
  const accept = (runs: number): Promise<void> =>
    inParallel(runs, SENDERS, () =>
      client.call('executeWorkflow', { params: { id: workflowId }, body: { mode: 'async', input: { text: 'x' } } }),
    );
  const untilEnded = async (runs: number): Promise<void> => {
    while ((await ended()) < runs) await sleep(LOOK_EVERY_MS);
  };
  const perSecond = async (work: () => Promise<void>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return count / ((performance.now() - startedAt) / 1000);
  };
  const before = await ended();
  await accept(WARM_RUNS);
  await untilEnded(before + WARM_RUNS);
  const cpuBefore = cpuSeconds(product);
  const whole = await perSecond(async () => {
    await accept(count);
    await untilEnded(before + WARM_RUNS + count);
  });
  const cpu = cpuEach(cpuBefore, cpuSeconds(product), count);
  const workers = pidsOf(product, 'worker');
  workers.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  const accepted = await perSecond(() => accept(count));
  workers.forEach((pid) => process.kill(pid, 'SIGCONT'));
  const drained = await perSecond(() => untilEnded(before + WARM_RUNS + 2 * count));
  return { whole, accepted, drained, cpu };
}

/** Jobs a second that do nothing, on BullMQ alone with the same backend in a Postgres of its own. */
export async function measureBareQueue(count: number): Promise<number> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'toolwright-bench-'));
  chmodSync(dataDir, 0o711);
  const secret = (): string => randomBytes(24).toString('hex');
  const request = {
    dataDir,
    instanceId: `bench-${process.pid}`,
    port: await findFreePort(),
    superuserPassword: secret(),
    rolePassword: secret(),
  };
  const postgres = await startEmbeddedPostgres(request);
  try {
    return await throughput(postgres.url, count);
  } finally {
    await postgres.stop();
    rmSync(postgres.cluster, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function throughput(connectionString: string, count: number): Promise<number> {
  const stock = { connectionString, max: CONCURRENCY + 2, migrate: true };
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const queue = new Queue('bench', { connection: stock });
  const { promise: allDone, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const worker = new Worker(
    'bench',
    async () => {
      done += 1;
      if (done === count) resolve();
    },
    { connection: stock, concurrency: CONCURRENCY },
  );
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

async function inParallel(count: number, lanes: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
}
