import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { WorkflowDefinitionInput } from '../lib/contracts/definition.ts';
import { workflowFileSchema } from '../lib/contracts/api/workflows.ts';
import type { Product } from '../e2e/start-product.ts';
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

/** How a quiet tenant's calls slow down while another tenant burns: p95 of one connection, alone and beside each. */
export async function measureNoisy(product: Product): Promise<string> {
  const [quiet, burner] = [await openWorkspace(product), await openWorkspace(product)];
  const job = await jobOf(quiet, 'quiet', quietTool, { text: 'hello' });
  const measured = { ...job, connections: 1, warmupMs: WARMUP_MS, durationMs: MEASURE_MS, expect: '"text":"hello"' };
  const alone = await load(measured);
  const rows = [['alone', ...figures(alone, alone)]];
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
