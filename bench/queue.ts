import { setTimeout as sleep } from 'node:timers/promises';
import { readFixture } from '../e2e/mcp/fixture.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import type { Product } from '../e2e/start-product.ts';
import type { BenchWorkspace } from './deployed.ts';
import { inParallel, SENDERS } from './in-parallel.ts';
import { cpuEach, cpuSeconds, pidsOf } from './usage.ts';

/** Before anything is measured: long enough for the compiler to have seen the path. */
const WARM_RUNS = 300;
/** Seldom: counting costs the database as much as several runs. When the last one ended is read afterwards. */
const LOOK_EVERY_MS = 250;

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
  /** When the last one ended, ms since the epoch. */
  const untilEnded = async (runs: number): Promise<number> => {
    while ((await ended()) < runs) await sleep(LOOK_EVERY_MS);
    const { items } = await client.call('listExecutions', { query: { workflowId, limit: 200 } });
    return Math.max(...items.map(({ finishedAt }) => Date.parse(finishedAt ?? '')));
  };
  const rate = (from: number, to: number): number => count / ((to - from) / 1000);
  const before = await ended();
  await accept(WARM_RUNS);
  await untilEnded(before + WARM_RUNS);
  const cpuBefore = cpuSeconds(product);
  const began = Date.now();
  await accept(count);
  const whole = rate(began, await untilEnded(before + WARM_RUNS + count));
  const cpu = cpuEach(cpuBefore, cpuSeconds(product), count);
  const workers = pidsOf(product, 'worker');
  workers.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  const stopped = Date.now();
  await accept(count);
  const accepted = rate(stopped, Date.now());
  workers.forEach((pid) => process.kill(pid, 'SIGCONT'));
  const woken = Date.now();
  const drained = rate(woken, await untilEnded(before + WARM_RUNS + 2 * count));
  return { whole, accepted, drained, cpu };
}
