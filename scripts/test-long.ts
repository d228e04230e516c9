/**
 * `npm run test:long -- --minutes M` (60 unless told): a started product does the scenarios of `long/scenarios.ts` at a
 * steady rate. Fails when a call fails, when the memory of a process grows steadily after the warm-up, or when a server
 * that was deployed at the beginning and never called does not answer at the end.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFixture } from '../e2e/mcp/fixture.ts';
import { callTool } from '../e2e/mcp/raw-call.ts';
import { signUp } from '../e2e/sign-up.ts';
import { startProduct } from '../e2e/start-product.ts';
import { table } from '../bench/table.ts';
import { deployWorkflow } from './deploy-workflow.ts';
import { growthOf, leaks, type Point } from './long/growth.ts';
import { sampleProcesses } from './long/processes.ts';
import { scenarios, type Scenario } from './long/scenarios.ts';

const MINUTE_MS = 60_000;
const SAMPLES = 120;
/** Until compilers, pools and caches are where they stay: this part of the time, a minute at least. */
const WARMUP_PART = 0.25;
const MB = 1024 * 1024;

const print = (text = ''): void => void process.stdout.write(`${text}\n`);

interface Done {
  calls: number;
  failures: string[];
}

/** Starts a call at each tick, whether the last one has ended or not, until there is enough. */
async function repeat({ rate, most = Infinity, once }: Scenario, until: number, done: Done): Promise<void> {
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let count = 0; count < most && performance.now() < until; count += 1) {
    const call = once()
      .catch((error: Error) => void done.failures.push(error.message))
      .finally(() => pending.delete(call));
    pending.add(call);
    done.calls += 1;
    await sleep(Math.max(0, startedAt + ((count + 1) * 1_000) / rate - performance.now()));
  }
  await Promise.all(pending);
}

type Curves = Map<string, Point[]>;

/** Looks at every process from time to time, and shows it. */
async function watch(product: Parameters<typeof sampleProcesses>[0], minutes: number): Promise<Curves> {
  const curves: Curves = new Map();
  const everyMs = (minutes * MINUTE_MS) / SAMPLES;
  const startedAt = performance.now();
  for (let look = 0; look <= SAMPLES; look += 1) {
    const atMs = performance.now() - startedAt;
    const shown: string[] = [];
    for (const { name, rssBytes, heapBytes } of await sampleProcesses(product)) {
      const figures = { [`${name} rss`]: rssBytes, ...(heapBytes !== null && { [`${name} heap`]: heapBytes }) };
      for (const [curve, bytes] of Object.entries(figures)) {
        if (!curves.has(curve)) curves.set(curve, []);
        curves.get(curve)!.push({ atMs, bytes });
      }
      shown.push(`${name} ${megabytes(rssBytes)}${heapBytes === null ? '' : ` (${megabytes(heapBytes)})`}`);
    }
    if (look % (SAMPLES / 24) === 0) print(`${(atMs / MINUTE_MS).toFixed(1).padStart(6)} min  ${shown.join('  ')}`);
    await sleep(Math.max(0, startedAt + (look + 1) * everyMs - performance.now()));
  }
  return curves;
}

const megabytes = (bytes: number): string => (bytes / MB).toFixed(0);

/** Names of the curves that grow steadily. */
function judge(curves: Curves, minutes: number): string[] {
  const warmMs = Math.max(minutes * MINUTE_MS * WARMUP_PART, Math.min(MINUTE_MS, (minutes * MINUTE_MS) / 2));
  const growing: string[] = [];
  const rows = [...curves].flatMap(([name, points]) => {
    const warm = points.filter(({ atMs }) => atMs >= warmMs);
    if (warm.length < 3) return [];
    const growth = growthOf(warm);
    if (leaks(growth)) growing.push(name);
    const { meanBytes, grownBytes, bytesPerHour, steadiness } = growth;
    const figures = [meanBytes, grownBytes, bytesPerHour].map((bytes) => (bytes / MB).toFixed(1));
    return [[name, ...figures, steadiness.toFixed(2), leaks(growth) ? 'GROWS' : 'ok']];
  });
  print(`\n${table(['memory, MB', 'mean', 'grown', 'an hour', 'steadiness', ''], rows)}\n`);
  return growing;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
  const minutes = Number(values.minutes);
  if (!(minutes >= 1)) throw new Error('--minutes takes a number, 1 at least');
  const product = await startProduct({ RATE_LIMITS: 'off', QUOTA_EXECUTIONS_PER_DAY: '100000000' });
  try {
    const builder = await signUp(product.api);
    const { key } = await builder.client.call('createApiKey', { body: { name: 'soak' } });
    const untouched = await deployWorkflow(builder.client, { ...readFixture('one-node'), name: 'Untouched' });
    const done = new Map<Scenario, Done>();
    for (const make of scenarios) done.set(await make(builder, key), { calls: 0, failures: [] });
    const until = performance.now() + minutes * MINUTE_MS;
    const [curves] = await Promise.all([
      watch(product, minutes),
      ...[...done].map(([scenario, counted]) => repeat(scenario, until, counted)),
    ]);
    for (const [{ name }, { calls, failures }] of done) {
      print(`${name}: ${calls} calls, ${failures.length} failed${failures[0] ? `, the first: ${failures[0]}` : ''}`);
    }
    const growing = judge(curves, minutes);
    const answer = await callTool(untouched.url, key, ['echo', { text: 'still here' }]);
    const answers = JSON.stringify(answer.output).includes('still here');
    print(`the untouched server ${answers ? 'answers' : 'DOES NOT ANSWER'}`);
    const failed = [...done.values()].some(({ failures }) => failures.length > 0);
    if (failed || growing.length > 0 || !answers) process.exitCode = 1;
    print(process.exitCode ? 'FAILED' : 'passed');
  } finally {
    await product.stop();
  }
}

await main();
