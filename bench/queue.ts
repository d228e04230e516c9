import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFixture } from '../e2e/mcp/fixture.ts';
import { openQueue, openWorker } from '../lib/queue/backend.ts';
import type { QueueConnection } from '../lib/queue/queue.ts';
import { startEmbeddedPostgres } from '../scripts/embedded-postgres/start.ts';
import { findFreePort } from '../scripts/free-port.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import type { BenchWorkspace } from './deployed.ts';

/** As `WORKER_CONCURRENCY` is by default. */
const CONCURRENCY = 10;
const SENDERS = 16;
const LOOK_EVERY_MS = 50;

/** Runs a second of a one-node workflow, from the first request to the last end. */
export async function measureQueuedRuns({ client }: BenchWorkspace, count: number): Promise<number> {
  const { workflowId } = await deployWorkflow(client, { ...readFixture('one-node'), name: 'Bench queue' });
  const ended = async (): Promise<number> => (await client.call('monitoringSummary')).byStatus['success'] ?? 0;
  const before = await ended();
  const startedAt = performance.now();
  await inParallel(count, SENDERS, () =>
    client.call('executeWorkflow', { params: { id: workflowId }, body: { mode: 'async', input: { text: 'x' } } }),
  );
  while ((await ended()) < before + count) await sleep(LOOK_EVERY_MS);
  return count / ((performance.now() - startedAt) / 1000);
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
    return await throughput({ databaseUrl: postgres.url, redisUrl: null, logger: { warn() {}, error() {} } }, count);
  } finally {
    await postgres.stop();
    rmSync(postgres.cluster, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function throughput(connection: QueueConnection, count: number): Promise<number> {
  const queue = openQueue(connection, CONCURRENCY, {});
  const { promise: allDone, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const worker = openWorker(
    connection,
    CONCURRENCY + 2,
    async () => {
      done += 1;
      if (done === count) resolve();
    },
    { concurrency: CONCURRENCY },
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
