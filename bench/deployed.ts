import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../lib/client/create-client.ts';
import type { WorkflowFile } from '../lib/contracts/api/workflows.ts';
import { readFixture } from '../e2e/mcp/fixture.ts';
import { signUp } from '../e2e/sign-up.ts';
import type { Product } from '../e2e/start-product.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import type { Target, Usage } from './measure.ts';
import { toolRequest } from './tool-request.ts';

/** A workspace in a running product, with a key that calls its servers. */
export interface BenchWorkspace {
  client: ApiClient;
  key: string;
  /** Of the person who owns it. */
  accessToken: string;
  runtime: string;
}

export async function openWorkspace(product: Product): Promise<BenchWorkspace> {
  const { client, accessToken } = await signUp(product.api);
  const { key } = await client.call('createApiKey', { body: { name: 'bench' } });
  return { client, key, accessToken, runtime: product.mcp };
}

/** Deploys a fixture and describes a call of its tool. */
export async function deployedTarget(
  workspace: BenchWorkspace,
  name: string,
  fixture: 'one-node' | 'five-nodes',
): Promise<Target> {
  const { url } = await deployWorkflow(workspace.client, readFixture(fixture));
  const address = new URL(url);
  const request =
    fixture === 'one-node'
      ? toolRequest('echo', { text: 'hello' }, workspace.key)
      : toolRequest('greet', { name: 'Wilhelmina' }, workspace.key);
  return {
    name,
    port: Number(address.port),
    path: address.pathname,
    ...request,
    expect:
      fixture === 'one-node' ? '"structuredContent":{"text":"hello"}' : '"greeting":"Hello Wilhelmina","long":true',
    usage: () => runtimeUsage(workspace.runtime),
  };
}

/** From the runtime's own metrics. */
export async function runtimeUsage(runtime: string): Promise<Usage> {
  const text = await (await fetch(`${runtime}/metrics`)).text();
  const value = (metric: string): number => {
    const found = new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`The runtime has no metric ${metric}`);
    return Number(found);
  };
  return { cpuUs: value('process_cpu_seconds_total') * 1e6, rssBytes: value('process_resident_memory_bytes') };
}

/** How many runs the log holds. */
export async function countRuns({ client }: BenchWorkspace): Promise<number> {
  return (await client.call('monitoringSummary')).executions;
}

/**
 * Milliseconds from the deploy request to the first answer of the new version, again and again.
 */
export async function deployToFirstCall(workspace: BenchWorkspace, times: number): Promise<number[]> {
  const file = readFixture('one-node');
  const { url, workflowId } = await deployWorkflow(workspace.client, { ...file, name: 'Bench deploy' });
  const request = toolRequest('echo', { text: 'hello' }, workspace.key);
  const taken: number[] = [];
  for (let round = 1; round <= times; round += 1) {
    const { revision } = await workspace.client.call('getWorkflow', { params: { id: workflowId } });
    await workspace.client.call('saveDraft', {
      params: { id: workflowId },
      body: { definition: withRound(file, round).definition },
      ifMatch: revision,
    });
    const startedAt = performance.now();
    await workspace.client.call('deployWorkflow', { params: { id: workflowId }, body: {} });
    while (!(await callText(url, request)).includes(`"round":${round}}`)) await sleep(5);
    taken.push(performance.now() - startedAt);
  }
  return taken;
}

function withRound(file: WorkflowFile, round: number): WorkflowFile {
  const nodes = file.definition.nodes.map((node) =>
    node.type === 'core.return' ? { ...node, config: { value: { text: '{{ input.text }}', round } } } : node,
  );
  return { ...file, definition: { ...file.definition, nodes } };
}

async function callText(url: string, request: { headers: Record<string, string>; body: string }): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...request.headers, 'content-type': 'application/json' },
    body: request.body,
  });
  return response.text();
}
