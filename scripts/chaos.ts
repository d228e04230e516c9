/**
 * `npm run chaos -- [--seed N] [--minutes M] [--redis] [--short]`: starts the product, loads it, kills -9 its processes at
 * moments that the seed draws, jumps their clock, fills a workspace's storage, lets everything settle and says what was lost,
 * doubled or untrue. Fails if anything was, or if too little was killed to tell.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { signUp } from '../e2e/sign-up.ts';
import { createClient, type ApiClient } from '../lib/client/create-client.ts';
import { startCopy, type Copy } from './chaos/copy.ts';
import { Driver, type PreparedLoad } from './chaos/driver.ts';
import { victims, type Facts } from './chaos/facts.ts';
import { judge } from './chaos/judge.ts';
import { carryOut } from './chaos/killer.ts';
import { loads } from './chaos/loads/index.ts';
import type { Site } from './chaos/loads/load.ts';
import { WAIT_MS } from './chaos/loads/wait.ts';
import { startOutside } from './chaos/outside.ts';
import { FARTHEST_BACK_MS, planOf } from './chaos/plan.ts';
import { reportOf, tooTame } from './chaos/report.ts';
import { readLog, untilSettled } from './chaos/run-log.ts';
import { watchUnknownWrites } from './chaos/witness.ts';

const MINUTE_MS = 60_000;
const SHORT_MS = 40_000;
/** What `quality.md` allows, and the longest wait of a run over a clock that was put back. */
const SETTLE_MS = 30_000 + WAIT_MS + FARTHEST_BACK_MS;
const EVIDENCE = path.join(import.meta.dirname, '../.cache/chaos');

const startedAt = performance.now();
const print = (line: string): void =>
  void process.stdout.write(`[${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s] ${line}\n`);

interface Options {
  seed: number;
  lengthMs: number;
  short: boolean;
  redis: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '3' },
      redis: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
    },
  });
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  const lengthMs = values.short ? SHORT_MS : Number(values.minutes) * MINUTE_MS;
  if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number');
  if (!(lengthMs > 0)) throw new Error('--minutes takes a number');
  return { seed, lengthMs, short: values.short, redis: values.redis };
}

/** A workspace of its own for who fills its storage, one for all others. */
async function prepare(
  copy: Copy,
  origin: string,
  signal: AbortSignal,
): Promise<{ prepared: PreparedLoad[]; clients: ApiClient[] }> {
  const { api, mcp } = copy.product;
  const newSite = async (): Promise<Site> => {
    const { client, workspace } = await signUp(api);
    const { key } = await client.call('createApiKey', { body: { name: 'chaos' } });
    return {
      client: createClient({ baseUrl: api, token: key }),
      key,
      mcp,
      origin,
      workspaceSlug: workspace.slug,
      signal,
    };
  };
  const shared = await newSite();
  const clients = [shared.client];
  const prepared: PreparedLoad[] = [];
  for (const load of loads) {
    const site = load.ownWorkspace ? await newSite() : shared;
    if (load.ownWorkspace) clients.push(site.client);
    prepared.push({ load, start: await load.prepare(site) });
  }
  return { prepared, clients };
}

async function observe({ seed, lengthMs, short, redis }: Options, copy: Copy): Promise<Facts> {
  await using outside = await startOutside(seed);
  const settled = new AbortController();
  const { prepared, clients } = await prepare(copy, outside.origin, settled.signal);
  const witness = watchUnknownWrites(clients[0]!, outside.arrivals, settled.signal);
  const driver = new Driver();
  driver.start(seed, prepared);
  const own = victims.filter((victim) => victim !== 'redis' || redis);
  const kills = await carryOut(planOf(seed, lengthMs, own, short), seed, { copy, outside, driver, print });
  await driver.stop();
  const absent = await copy.absent();
  const settledMs = await untilSettled(clients, SETTLE_MS);
  // Whoever answers and settles runs has no more to do; otherwise they would keep this process alive.
  settled.abort();
  print(
    settledMs === null ? 'did NOT settle' : `settled ${(settledMs / 1000).toFixed(1)} s after all processes were back`,
  );
  const log = (await Promise.all(clients.map(readLog))).flat();
  const mayFailWith = Object.fromEntries(loads.map(({ name, mayFailWith: codes = [] }) => [name, codes]));
  const strays = copy.strays();
  const { arrivals } = outside;
  const fell = copy.fell();
  return {
    shots: driver.shots,
    arrivals,
    kills,
    log,
    mayFailWith,
    settled: witness.settled,
    fell,
    absent,
    orphans: strays,
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  const { seed, short, redis, lengthMs } = options;
  const replay = `npm run chaos -- --seed ${seed} ${short ? '--short' : `--minutes ${lengthMs / MINUTE_MS}`}${redis ? ' --redis' : ''}`;
  print(replay);
  const copy = await startCopy(redis);
  const stop = (): Promise<string[]> => copy.stop();
  let facts: Facts;
  try {
    facts = await observe(options, copy);
    const findings = judge(facts);
    if (findings.length > 0) keepEvidence(copy, seed, facts);
  } catch (error) {
    keepEvidence(copy, seed, null);
    await stop();
    throw error;
  }
  facts.orphans.push(...(await stop()));
  const own = victims.filter((victim) => victim !== 'redis' || redis);
  const findings = judge(facts);
  const tame = tooTame(facts.kills, own, short);
  process.stdout.write(`\n${[reportOf(facts, findings, own), ...tame].join('\n')}\n\n`);
  if (findings.length > 0 || tame.length > 0) process.exitCode = 1;
  process.stdout.write(
    `${process.exitCode ? `FAILED; the logs are in ${EVIDENCE}/${seed}; again` : 'passed'}: ${replay}\n`,
  );
}

/** The logs of all processes and all that was seen, for who looks for the reason. */
function keepEvidence({ product }: Copy, seed: number, facts: Facts | null): void {
  const folder = path.join(EVIDENCE, `${seed}`);
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(product.dataDir, 'logs'), folder, { recursive: true });
  cpSync(product.consoleFile, path.join(folder, 'console.log'));
  if (facts) writeFileSync(path.join(folder, 'facts.json'), JSON.stringify(facts, null, 1));
}

await main();
