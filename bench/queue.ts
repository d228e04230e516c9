import { setTimeout as sleep } from 'node:timers/promises';
import { readFixture } from '../e2e/mcp/fixture.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import type { Product } from '../e2e/start-product.ts';
import type { BenchWorkspace } from './deployed.ts';
import { deployHook } from './deploy-hook.ts';
import { SENDERS } from './in-parallel.ts';
import { measure, type Target } from './measure.ts';
import { cpuEach, cpuSeconds, pidsOf } from './usage.ts';

/** Before anything is measured: long enough for the compiler to have seen the path. */
const WARM_RUNS = 300;
/** Seldom: counting costs the database as much as several runs. When the last one ended is read afterwards. */
const LOOK_EVERY_MS = 250;
const LONGEST_MS = 120_000;

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

/** Where runs for workers are accepted: by the web app, or by the runtime with a webhook that answers at once. */
export type Door = 'REST' | 'webhook';

type Accepting = Target & { workflowId: string };
const accepting = { status: 202, usage: () => Promise.resolve({ cpuUs: 0, rssBytes: 0 }) };

const doors: Readonly<Record<Door, (product: Product, workspace: BenchWorkspace) => Promise<Accepting>>> = {
  REST: async (product, { client, accessToken }) => {
    const { workflowId } = await deployWorkflow(client, { ...readFixture('one-node'), name: 'Bench queue' });
    return {
      ...accepting,
      name: 'REST',
      workflowId,
      port: Number(new URL(product.api).port),
      path: `/api/v1/workflows/${workflowId}/execute`,
      headers: { authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ mode: 'async', input: { text: 'x' } }),
      expect: '"status":"queued"',
    };
  },
  webhook: async (_product, workspace) => {
    const hook = await deployHook(workspace, 'immediately');
    const body = JSON.stringify({ text: 'x' });
    return { ...accepting, ...hook, name: 'webhook', headers: {}, body, expect: '"executionId"' };
  },
};

/** Runs of a one-node workflow: accepted and executed at once, and then one after the other. */
export async function measureQueuedRuns(
  product: Product,
  workspace: BenchWorkspace,
  door: Door,
  count: number,
): Promise<QueuedRuns> {
  const { client } = workspace;
  const target = await doors[door](product, workspace);
  const { workflowId } = target;
  const ended = async (): Promise<number> => (await client.call('monitoringSummary')).byStatus['success'] ?? 0;
  const accept = (calls: number) =>
    measure(target, { connections: SENDERS, warmupMs: 0, durationMs: LONGEST_MS, calls });
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
  const { beganAt } = await accept(count);
  const whole = rate(beganAt, await untilEnded(before + WARM_RUNS + count));
  const cpu = cpuEach(cpuBefore, cpuSeconds(product), count);
  const workers = pidsOf(product, 'worker');
  workers.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  const alone = await accept(count);
  const accepted = rate(alone.beganAt, alone.endedAt);
  workers.forEach((pid) => process.kill(pid, 'SIGCONT'));
  const woken = Date.now();
  const drained = rate(woken, await untilEnded(before + WARM_RUNS + 2 * count));
  return { whole, accepted, drained, cpu };
}
