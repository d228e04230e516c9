import { startProduct, type Product } from '../e2e/start-product.ts';
import { hasRedis, measureBareOnPostgres, measureBareOnRedis, startRedis } from './bare-queue.ts';
import { openWorkspace, type BenchWorkspace } from './deployed.ts';
import { measureQueuedRuns } from './queue.ts';

const RUNS = 1_000;

type Print = (text: string) => void;

/** Queued runs beside jobs that do nothing: over Postgres in a product that is there, over Redis in one of its own. */
export async function reportQueues(product: Product, workspace: BenchWorkspace, print: Print): Promise<void> {
  await report('Postgres', measureBareOnPostgres, product, workspace, print);
  if (!hasRedis()) return print('over Redis: not measured, redis-server is not installed');
  await using redis = await startRedis();
  const overRedis = await startProduct({ REDIS_URL: redis.url });
  try {
    await report('Redis', measureBareOnRedis, overRedis, await openWorkspace(overRedis), print);
  } finally {
    await overRedis.stop();
  }
}

/** The reference before and after, so that a machine that gets busier does not make a ratio. */
async function report(
  backend: string,
  measureBare: (count: number) => Promise<number>,
  product: Product,
  workspace: BenchWorkspace,
  print: Print,
): Promise<void> {
  const first = await measureBare(RUNS);
  const rest = await measureQueuedRuns(product, workspace, 'REST', RUNS);
  const webhook = await measureQueuedRuns(product, workspace, 'webhook', RUNS);
  const bare = (first + (await measureBare(RUNS))) / 2;
  const beside = (perSecond: number): string => `${perSecond.toFixed(0)}/s (${(perSecond / bare).toFixed(2)})`;
  print(`bare BullMQ jobs over ${backend} that do nothing: ${bare.toFixed(0)}/s; queued runs (and the ratio to it):`);
  for (const [door, runs] of Object.entries({ REST: rest, 'a webhook that answers at once': webhook })) {
    print(`  by ${door}: accepted and executed at once ${beside(runs.whole)}, CPU a run ${runs.cpu}`);
    print(`    accepted while no worker works ${beside(runs.accepted)}, executed after that ${beside(runs.drained)}`);
  }
}
