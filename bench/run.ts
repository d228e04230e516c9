/**
 * `npm run bench`: what a deployed tool costs, beside references measured in the same run on the same machine. Ratios are
 * what counts; the goals are in the project's quality page.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startProduct, type Product } from '../e2e/start-product.ts';
import { measureNoisy } from './noisy.ts';
import { countRuns, deployedTarget, deployToFirstCall, openWorkspace, type BenchWorkspace } from './deployed.ts';
import { measureEditor } from './editor.ts';
import { measureHooks } from './hooks.ts';
import { CONNECTIONS, measureInTurn, type Measurement, type Target } from './measure.ts';
import { runtimeMemory } from './memory.ts';
import { reportQueues } from './queue-report.ts';
import { measureReads } from './reads.ts';
import { startReference, type ReferenceServer } from './reference-server.ts';
import { measurementTable, percentile, table } from './table.ts';
import { toolRequest } from './tool-request.ts';

const DEPLOYMENTS = 20;
/** Runs that the log holds while it is read. */
const SEEDED = 1_000_000;
const REFERENCE = 'SDK v2 echo';

const print = (text = ''): void => void process.stdout.write(`${text}\n`);

const echoOf = (name: string, server: ReferenceServer): Target => ({
  name,
  port: server.port,
  path: '/mcp',
  ...toolRequest('echo', { text: 'hello' }),
  expect: 'hello',
  usage: server.usage,
});

/** Loads references and deployed workflows in turn, and proves that the log holds a row for every answered call. */
async function measureCalls(workspace: BenchWorkspace): Promise<void> {
  await using bare = await startReference('bare-http.ts');
  await using sdk = await startReference('sdk-echo.ts');
  const deployed = [
    await deployedTarget(workspace, 'deployed, 1 node', 'one-node'),
    await deployedTarget(workspace, 'deployed, 5 nodes', 'five-nodes'),
  ];
  const before = await countRuns(workspace);
  const { measurements, calls } = await measureInTurn([
    echoOf('bare node:http', bare),
    echoOf(REFERENCE, sdk),
    ...deployed,
  ]);
  print(measurementTable(measurements));
  print(`\n${ratioTable(measurements)}\n`);
  const answered = deployed.reduce((sum, { name }) => sum + (calls.get(name) ?? 0), 0);
  const recorded = (await countRuns(workspace)) - before;
  print(`${answered} calls of deployed tools answered, ${recorded} runs recorded`);
  if (answered !== recorded) process.exitCode = 1;
}

async function runScript(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, file)], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.trimEnd();
}

function ratioTable(measurements: readonly Measurement[]): string {
  const rows = measurements
    .filter(({ name }) => name.startsWith('deployed'))
    .map((m) => {
      const base = measurements.find(({ name, connections }) => name === REFERENCE && connections === m.connections);
      if (!base) throw new Error('The reference is missing');
      return [
        m.name,
        String(m.connections),
        (m.perSecond / base.perSecond).toFixed(2),
        (m.cpuUs / base.cpuUs).toFixed(2),
        ((m.p50Us - base.p50Us) / 1000).toFixed(2),
      ];
    });
  return table([`beside the ${REFERENCE}`, 'connections', 'throughput', 'CPU a call', 'p50 added ms'], rows);
}

/** What `npm run bench -- NAME` prints alone. */
const parts: Readonly<Record<string, (product: Product) => Promise<string | void>>> = {
  queue: async (product) => reportQueues(product, await openWorkspace(product), print),
  noisy: measureNoisy,
  hooks: async (product) => measureHooks(await openWorkspace(product)),
  reads: async (product) => measureReads(product, await openWorkspace(product), SEEDED),
  editor: measureEditor,
};

async function main(): Promise<void> {
  const only = process.argv[2];
  if (only !== undefined && !Object.hasOwn(parts, only)) {
    throw new Error(`There is no ${only}; choose of ${Object.keys(parts).join(', ')}`);
  }
  print(
    `${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}; ${CONNECTIONS.join(', ')} connections\n`,
  );
  const product = await startProduct();
  try {
    if (only !== undefined) return print((await parts[only]!(product)) ?? '');
    const { rssBytes, heapBytes } = await runtimeMemory(product);
    const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0);
    print(
      `runtime after 1,000 calls with 10 servers: ${megabytes(rssBytes)} MB, heap ${megabytes(heapBytes ?? 0)} MB\n`,
    );
    const workspace = await openWorkspace(product);
    await measureCalls(workspace);
    const deploys = await deployToFirstCall(workspace, DEPLOYMENTS);
    print(
      `\ndeploy to first call, ms: p50 ${percentile(deploys, 0.5).toFixed(0)}, p95 ${percentile(deploys, 0.95).toFixed(0)} (${DEPLOYMENTS} times)`,
    );
    print(`\nwebhook to response\n${await measureHooks(workspace)}\n`);
    await reportQueues(product, workspace, print);
    print(`\neditor\n${await measureEditor(product)}`);
    print(`\nREST reads at 16 connections\n${await measureReads(product, workspace, SEEDED)}`);
    // Last: what burns here leaves its marks on the processes, and would be measured in all that comes after.
    print(`\n${await measureNoisy(product)}`);
  } finally {
    await product.stop();
  }
  print(`\nengine\n${await runScript('engine.ts')}`);
  print(`\nexpressions\n${await runScript('expressions.ts')}`);
}

await main();
