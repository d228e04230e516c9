import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startLoadBalancer, type LoadBalancer } from '../../e2e/mcp/load-balancer.ts';
import { modernClient, type ModernClient } from './testing/modern-call.ts';
import { startProcess, type ChildProcess } from './testing/own-processes.ts';
import { taskClient } from './testing/task-client.ts';
import { useTaskServer } from './testing/task-server.ts';

/**
 * Tasks where nothing is sticky: a second runtime and a second worker as processes of their own, and a balancer that turns to
 * each runtime in turn. Whoever took the call is gone, or is not the one that is asked.
 */
const tasks = useTaskServer();
/** Ten seconds until a silent process counts as dead, as long again until another one may say so, and a sweep. */
const SETTLED_MS = 60_000;

let front: LoadBalancer;
let other: ChildProcess;
const clients = {} as Record<'front' | 'here' | 'there', ModernClient>;

beforeAll(async () => {
  const { harness } = tasks;
  front = await startLoadBalancer();
  other = await startProcess('runtime', harness.deps.config, { MCP_TASK_AFTER_MS: '400' });
  const here = { port: harness.runtime.port, healthPort: harness.runtime.internalPort };
  for (const backend of [here, other]) {
    front.add(backend);
    await front.serves(backend);
  }
  const at = (origin: string): ModernClient =>
    modernClient(new URL(new URL(tasks.server.url).pathname, origin).href, harness.key);
  clients.front = at(front.url);
  clients.here = at(`http://127.0.0.1:${here.port}`);
  clients.there = at(`http://127.0.0.1:${other.port}`);
});
afterAll(async () => {
  await other?.kill();
  await front?.[Symbol.asyncDispose]();
});

async function taskOf(client: ModernClient, name: string, given: object = {}): Promise<string> {
  const { result } = await client.ask('tools/call', { name, arguments: given });
  expect(result).toMatchObject({ resultType: 'task', status: 'working' });
  return String(result?.['taskId']);
}

const until = (client: ModernClient, taskId: string, expected: object): Promise<void> =>
  vi.waitFor(async () => expect((await client.ask('tasks/get', { taskId })).result).toMatchObject(expected), {
    timeout: SETTLED_MS,
    interval: 100,
  });

it('answers for a task from every runtime, while it goes on in one of them', async () => {
  const taskId = await taskOf(clients.there, 'held', { gate: 'polled' });
  for (const client of [clients.here, clients.there, clients.front, clients.front]) {
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({ taskId, status: 'working' });
  }
  tasks.outside.release('/polled');
  await until(clients.here, taskId, { status: 'completed', result: { structuredContent: { slow: true } } });
});

it('is cancelled from another runtime than the one that runs it', async () => {
  const taskId = await taskOf(clients.there, 'held', { gate: 'canceled' });
  await clients.here.ask('tasks/cancel', { taskId });
  await until(clients.here, taskId, { status: 'cancelled' });
});

it('is settled by the extension’s own client over any of them, questions included', async () => {
  const url = new URL(new URL(tasks.server.url).pathname, front.url).href;
  await using client = await taskClient(url, tasks.harness.key, 'Kim');
  const settle = async (name: string) => (await (await client.callTool(name, {})).settle()).outcome;
  expect(await settle('job')).toMatchObject({ status: 'completed', result: { content: [{ text: 'as content' }] } });
  expect(await settle('ask')).toMatchObject({ status: 'completed', result: { content: [{ text: 'Kim' }] } });
  expect(await settle('failing')).toMatchObject({ status: 'completed', result: { isError: true } });
  expect(await settle('broken')).toMatchObject({ status: 'failed' });
});

it('goes on with another worker when the one that runs it is killed', { timeout: 120_000 }, async () => {
  const { harness } = tasks;
  const victim = await startProcess('worker', harness.deps.config);
  const ids = await Promise.all(
    Array.from({ length: 8 }, () => taskOf(clients.front, 'queuedHeld', { gate: 'killed-worker' })),
  );
  await tasks.outside.arrived('/killed-worker', ids.length);
  await victim.kill();
  tasks.outside.release('/killed-worker');
  for (const taskId of ids) await until(clients.front, taskId, { status: 'completed' });
});

it('ends truthfully when the runtime under it is killed, and another one says so', { timeout: 120_000 }, async () => {
  const taskId = await taskOf(clients.there, 'held', { gate: 'killed' });
  await other.kill();
  front.remove(other);
  expect((await clients.front.ask('tasks/get', { taskId })).result).toMatchObject({ status: 'working' });
  await until(clients.front, taskId, {
    status: 'failed',
    error: { code: -32603, message: expect.stringContaining('was interrupted') },
  });
});
