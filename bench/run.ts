/**
 * `npm run bench`: what a deployed tool costs, beside references measured in the same run on the same machine. Ratios are
 * what counts; the goals are in the project's quality page.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startProduct } from '../e2e/start-product.ts';
import { countRuns, deployedTarget, deployToFirstCall, openWorkspace, type BenchWorkspace } from './deployed.ts';
import { CONNECTIONS, measureAll, type Measurement } from './measure.ts';
import { measureBareQueue, measureQueuedRuns } from './queue.ts';
import { startReference } from './reference-server.ts';
import { measurementTable, percentile, table } from './table.ts';
import { toolRequest } from './tool-request.ts';

const DEPLOYMENTS = 20;
const QUEUED_RUNS = 1_000;

const print = (text = ''): void => void process.stdout.write(`${text}\n`);

async function measureReference(name: string, file: string): Promise<Measurement[]> {
  await using server = await startReference(file);
  const request = toolRequest('echo', { text: 'hello' });
  return measureAll({ name, port: server.port, path: '/mcp', ...request, expect: 'hello', usage: server.usage });
}

/** Measures a deployed workflow, and proves that the log holds a row for every call that was answered. */
async function measureDeployed(
  workspace: BenchWorkspace,
  name: string,
  fixture: 'one-node' | 'five-nodes',
): Promise<{ measurements: Measurement[]; answered: number; recorded: number }> {
  const target = await deployedTarget(workspace, name, fixture);
  const before = await countRuns(workspace);
  const measurements = await measureAll(target);
  const recorded = (await countRuns(workspace)) - before;
  return { measurements, answered: measurements.reduce((sum, { total }) => sum + total, 0), recorded };
}

async function runScript(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, file)], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.trimEnd();
}

function ratioTable(reference: Measurement[], measured: readonly Measurement[][]): string {
  const rows = measured.flatMap((measurements) =>
    measurements.map((m, index) => {
      const base = reference[index];
      if (!base) throw new Error('A reference is missing');
      return [
        m.name,
        String(m.connections),
        (m.perSecond / base.perSecond).toFixed(2),
        (m.cpuUs / base.cpuUs).toFixed(2),
        ((m.p50Us - base.p50Us) / 1000).toFixed(2),
      ];
    }),
  );
  return table(['beside the SDK echo', 'connections', 'throughput', 'CPU a call', 'p50 added ms'], rows);
}

async function main(): Promise<void> {
  print(`${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}; ${CONNECTIONS.join(', ')} connections\n`);
  const bare = await measureReference('bare node:http', 'bare-http.ts');
  const sdk = await measureReference('SDK v2 echo', 'sdk-echo.ts');
  const product = await startProduct();
  try {
    const workspace = await openWorkspace(product);
    const one = await measureDeployed(workspace, 'deployed, 1 node', 'one-node');
    const five = await measureDeployed(workspace, 'deployed, 5 nodes', 'five-nodes');
    print(measurementTable([...bare, ...sdk, ...one.measurements, ...five.measurements]));
    print(`\n${ratioTable(sdk, [one.measurements, five.measurements])}\n`);
    for (const [name, run] of Object.entries({ 'one node': one, 'five nodes': five })) {
      print(`recorded, ${name}: ${run.answered} calls answered, ${run.recorded} runs in the log`);
      if (run.answered !== run.recorded) process.exitCode = 1;
    }
    const deploys = await deployToFirstCall(workspace, DEPLOYMENTS);
    print(
      `\ndeploy to first call, ms: p50 ${percentile(deploys, 0.5).toFixed(0)}, p95 ${percentile(deploys, 0.95).toFixed(0)} (${DEPLOYMENTS} times)`,
    );
    const queued = await measureQueuedRuns(workspace, QUEUED_RUNS);
    const bareQueue = await measureBareQueue(QUEUED_RUNS);
    print(
      `queued runs a second: ${queued.toFixed(0)}; bare BullMQ no-op jobs: ${bareQueue.toFixed(0)}; ratio ${(queued / bareQueue).toFixed(2)}`,
    );
  } finally {
    await product.stop();
  }
  print(`\nengine\n${await runScript('engine.ts')}`);
  print(`\nexpressions\n${await runScript('expressions.ts')}`);
}

await main();
