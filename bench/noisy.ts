import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, setPriority } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { WorkflowDefinitionInput } from '../lib/contracts/definition.ts';
import { workflowFileSchema } from '../lib/contracts/api/workflows.ts';
import type { Product } from '../e2e/start-product.ts';
import { sandboxLimits } from '../lib/expressions/sandbox/protocol.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import { burningTools, quietTool } from '../workers/runtime/testing/burning-tools.ts';
import { openWorkspace, type BenchWorkspace } from './deployed.ts';
import type { LoadJob, LoadResult } from './load-generator.ts';
import { table } from './table.ts';
import { toolRequest } from './tool-request.ts';

const LOAD_GENERATOR = path.join(import.meta.dirname, 'load-generator.ts');
const BURNING_CONNECTIONS = 8;
const MEASURE_MS = 5_000;
const WARMUP_MS = 2_000;

/**
 * How a quiet tenant's calls slow down while another tenant burns: p95 of one connection, alone and beside each. The load
 * generator and the database want the same cores: what programs that are no part of the product do to these figures, one
 * for each core, at the priority of the code's child and at the usual one, stands beside.
 */
export async function measureNoisy(product: Product): Promise<string> {
  const [quiet, burner] = [await openWorkspace(product), await openWorkspace(product)];
  const job = await jobOf(quiet, 'quiet', quietTool, { text: 'hello' });
  const measured = { ...job, connections: 1, warmupMs: WARMUP_MS, durationMs: MEASURE_MS, expect: '"text":"hello"' };
  const alone = await load(measured);
  const rows = [['alone', ...figures(alone, alone)]];
  for (const niceness of [sandboxLimits.niceness, 0]) {
    const putOut = burnOutside(niceness);
    rows.push([`programs outside, nice ${niceness}`, ...figures(await load(measured), alone)]);
    await putOut();
  }
  for (const [name, { definition, given }] of Object.entries(burningTools)) {
    const putOut = burn(await jobOf(burner, name, definition, given));
    rows.push([name, ...figures(await load(measured), alone)]);
    await putOut();
  }
  return table(['quiet tenant beside', 'calls/s', 'p50 ms', 'p95 ms', 'p95 ratio', 'errors'], rows);
}

async function jobOf(
  { client, key }: BenchWorkspace,
  name: string,
  definition: WorkflowDefinitionInput,
  given: object,
): Promise<Pick<LoadJob, 'host' | 'port' | 'path' | 'headers' | 'body'>> {
  const file = workflowFileSchema.parse({ format: 'toolwright.workflow', formatVersion: 1, name, definition });
  const { hostname: host, port, pathname } = new URL((await deployWorkflow(client, file)).url);
  return { host, port: Number(port), path: pathname, ...toolRequest('tool', { ...given }, key) };
}

async function load(job: LoadJob): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD_GENERATOR, JSON.stringify(job)]);
  return JSON.parse(stdout) as LoadResult;
}

/** A program for each core that does nothing but compute, until the returned function is called. */
function burnOutside(niceness: number): () => Promise<void> {
  const children = Array.from({ length: availableParallelism() }, () => {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    if (child.pid !== undefined) setPriority(child.pid, niceness);
    return child;
  });
  return async () => {
    const gone = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(gone);
  };
}

/** As many calls at once as that, again and again, until the returned function is called. */
function burn({ host, port, path: pathname, headers, body }: Awaited<ReturnType<typeof jobOf>>): () => Promise<void> {
  const stop = new AbortController();
  const request = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
  const callers = Array.from({ length: BURNING_CONNECTIONS }, async () => {
    while (!stop.signal.aborted) {
      await fetch(`http://${host}:${port}${pathname}`, { ...request, signal: stop.signal })
        .then((response) => response.text())
        .catch(() => undefined);
    }
  });
  return async () => {
    stop.abort();
    await Promise.all(callers);
  };
}

function figures(result: LoadResult, alone: LoadResult): string[] {
  const ms = (us: number): string => (us / 1000).toFixed(2);
  return [
    String(result.perSecond),
    ms(result.p50Us),
    ms(result.p95Us),
    (result.p95Us / alone.p95Us).toFixed(2),
    String(result.errors),
  ];
}
