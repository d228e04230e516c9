import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { deployMigrations } from '../../scripts/migrations.ts';
import { signUp } from '../sign-up.ts';
import { readFixture } from './fixture.ts';
import { startHeldServer, type HeldServer } from './held-server.ts';
import { heldWorkflow } from './held-workflow.ts';
import { startLoadBalancer, type LoadBalancer } from './load-balancer.ts';
import { startPlainPostgres, type PlainPostgres } from './plain-postgres.ts';
import { rawRequest } from './raw-call.ts';
import { prepareFleet, type Fleet, type Kind, type OwnProcess } from './separate-processes.ts';
import { taskClient } from './task-client.ts';

/**
 * Tasks where nothing is sticky: two runtimes and a worker as processes of their own, behind a balancer that turns to each
 * in turn. Whoever took the call is gone, or is not the one that is asked.
 */
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
/** Ten seconds until a silent process counts as dead, as long again until a new worker may say so, and a sweep. */
const SETTLED_MS = 40_000;

let postgres: PlainPostgres;
let outside: HeldServer;
let front: Record<'web' | 'runtime', LoadBalancer>;
let fleet: Fleet;
let runtimes: OwnProcess[] = [];
let worker: OwnProcess;
const running: OwnProcess[] = [];
/** Addresses of the two servers, and the key to both. */
const at = { held: '', tasks: '', key: '' };

beforeAll(async () => {
  [postgres, outside] = await Promise.all([startPlainPostgres(), startHeldServer()]);
  await deployMigrations(postgres.url);
  front = { web: await startLoadBalancer(), runtime: await startLoadBalancer() };
  fleet = await prepareFleet(
    postgres.url,
    { web: front.web.url, mcp: front.runtime.url },
    { OUTBOUND_ALLOW: new URL(outside.origin).host, RATE_LIMITS: 'off', MCP_TASK_AFTER_MS: '500' },
  );
  await come('web');
  runtimes = [await come('runtime'), await come('runtime')];
  worker = await come('worker');
  const { client } = await signUp(front.web.url);
  const tools = ['polled', 'canceled', 'killed', 'queued'].map((name) => ({ name, effect: 'read' as const }));
  at.held = (await deployWorkflow(client, heldWorkflow(outside.origin, tools))).url;
  at.tasks = (await deployWorkflow(client, readFixture('tasks'))).url;
  ({ key: at.key } = await client.call('createApiKey', { body: { name: 'tasks' } }));
});
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  fleet?.[Symbol.dispose]();
  await Promise.all([front?.web, front?.runtime, outside, postgres].map((each) => each?.[Symbol.asyncDispose]()));
});

async function come(kind: Kind): Promise<OwnProcess> {
  const started = await fleet.start(kind);
  running.push(started);
  if (kind === 'worker') return started;
  front[kind].add(started);
  await front[kind].serves(started);
  return started;
}

async function kill(victim: OwnProcess): Promise<void> {
  running.splice(running.indexOf(victim), 1);
  if (victim.kind !== 'worker') front[victim.kind].remove(victim);
  await victim.kill();
}

/** One request of a client that declares tasks; through the balancer, or to one runtime alone. */
async function ask(
  url: string,
  method: string,
  params: Record<string, unknown>,
  only?: OwnProcess,
): Promise<Record<string, unknown>> {
  const address = new URL(url);
  if (only) address.port = String(only.port);
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': TASKS,
  };
  const { text } = await rawRequest(address.href, {
    headers: {
      authorization: `Bearer ${at.key}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      'mcp-name': String(params['name'] ?? params['taskId']),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  });
  return (JSON.parse(text) as { result: Record<string, unknown> }).result;
}

async function call(url: string, name: string, given: object = {}, only?: OwnProcess): Promise<string> {
  const result = await ask(url, 'tools/call', { name, arguments: given }, only);
  expect(result).toMatchObject({ resultType: 'task', status: 'working' });
  return String(result['taskId']);
}

function until(
  url: string,
  taskId: string,
  expected: object,
  { within = SETTLED_MS, only }: { within?: number; only?: OwnProcess } = {},
): Promise<void> {
  return vi.waitFor(async () => expect(await ask(url, 'tasks/get', { taskId }, only)).toMatchObject(expected), {
    timeout: within,
    interval: 100,
  });
}

it('answers for a task from every runtime, while it goes on in one of them', async () => {
  const [here, there] = runtimes;
  const taskId = await call(at.held, 'polled', {}, here);
  for (const each of [there, here, there, here]) {
    expect(await ask(at.held, 'tasks/get', { taskId }, each)).toMatchObject({ taskId, status: 'working' });
  }
  outside.release('/polled');
  await until(at.held, taskId, { status: 'completed', result: { structuredContent: { ok: true } } }, { only: there! });
});

it('is cancelled from another runtime than the one that runs it', async () => {
  const [here, there] = runtimes;
  const taskId = await call(at.held, 'canceled', {}, here);
  await ask(at.held, 'tasks/cancel', { taskId }, there);
  await until(at.held, taskId, { status: 'cancelled' }, { within: 5_000, only: there! });
});

it('is settled by the extension’s own client, questions included', async () => {
  await using client = await taskClient(at.tasks, at.key, 'Kim');
  const settle = async (name: string, given: Record<string, string | number> = {}) => {
    const execution = await client.callTool(name, given);
    return (await execution.settle()).outcome;
  };
  expect(await settle('slow_compute', { seconds: 1, label: 'one' })).toMatchObject({
    status: 'completed',
    result: { content: [{ type: 'text', text: 'Computed one in 1 seconds' }] },
  });
  expect(await settle('multi_input')).toMatchObject({
    status: 'completed',
    result: { content: [{ type: 'text', text: 'Kim and Kim' }] },
  });
  expect(await settle('failing_job')).toMatchObject({ status: 'completed', result: { isError: true } });
  expect(await settle('protocol_error_job')).toMatchObject({ status: 'failed' });
});

it('ends truthfully when the runtime under it is killed, and the other one says so', async () => {
  const [here, there] = runtimes;
  const taskId = await call(at.held, 'killed', {}, here);
  await kill(here!);
  expect(await ask(at.held, 'tasks/get', { taskId })).toMatchObject({ status: 'working' });
  await until(at.held, taskId, {
    status: 'failed',
    error: { code: -32603, message: expect.stringContaining('was interrupted') },
  });
  runtimes = [there!, await come('runtime')];
});

it('goes on where it is when its run is a worker’s and that one is killed', async () => {
  const taskId = await call(at.tasks, 'confirm_delete', { filename: 'a.txt' });
  const slow = await call(at.tasks, 'slow_compute', { seconds: 4, label: 'four' });
  await kill(worker);
  worker = await come('worker');
  await until(at.tasks, slow, { status: 'completed', result: { content: [{ text: 'Computed four in 4 seconds' }] } });
  await ask(at.tasks, 'tasks/cancel', { taskId });
  await until(at.tasks, taskId, { status: 'cancelled' });
});
