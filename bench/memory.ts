import { readFixture } from '../e2e/mcp/fixture.ts';
import type { Product } from '../e2e/start-product.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import { sampleProcesses } from '../scripts/long/processes.ts';
import { callTool } from '../e2e/mcp/raw-call.ts';
import { openWorkspace } from './deployed.ts';

const SERVERS = 10;
const CALLS = 1_000;
const CALLERS = 16;

/** What the runtime holds after so many calls spread over its servers, the code child apart. Bytes. */
export async function runtimeMemory(product: Product): Promise<{ rssBytes: number; heapBytes: number | null }> {
  const { client, key } = await openWorkspace(product);
  const file = readFixture('five-nodes');
  const urls: string[] = [];
  for (let number = 1; number <= SERVERS; number += 1) {
    urls.push((await deployWorkflow(client, { ...file, name: `Server ${number}` })).url);
  }
  let left = CALLS;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const { status } = await callTool(urls[left % SERVERS]!, key, ['greet', { name: 'Wilhelmina' }]);
      if (status !== 200) throw new Error(`A call was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const runtime = (await sampleProcesses(product)).find(({ name }) => name === 'runtime');
  if (!runtime) throw new Error('There is no process that looks like the runtime');
  return runtime;
}
