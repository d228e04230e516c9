import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { messagesOf, nextOf, openSession } from '#lib/mcp/testing/raw-session.ts';
import { createRuntimeDeps } from '#lib/server/runtime-deps.ts';
import { createWorkerDeps, type WorkerDeps } from '#lib/server/worker-deps.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';
import { listApprovals } from '#lib/services/approvals/list-approvals.ts';
import { startWorker, type RunningWorker } from '#workers/processors/start-worker.ts';
import { startLoadBalancer, type LoadBalancer } from '../../e2e/mcp/load-balancer.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { startRuntime, type Runtime } from './start-runtime.ts';
import { useRuntime } from './testing/runtime-harness.ts';

/** Two runtimes, to which requests come in turn, and a worker, where runs go on. */
const harness = useRuntime();
let deps: WorkerDeps;
let worker: RunningWorker;
let other: Runtime;
let front: LoadBalancer;
let url: string;

beforeAll(async () => {
  const { config } = harness.deps;
  deps = createWorkerDeps({ ...config, workerPort: await findFreePort() });
  worker = await startWorker(deps);
  const [mcpPort, internalPort] = [await findFreePort(), await findFreePort()];
  const own = { mcpPort, internalPort, internalUrl: `http://127.0.0.1:${internalPort}` };
  other = await startRuntime(createRuntimeDeps({ ...config, ...own }));
  front = await startLoadBalancer();
  for (const { port, internalPort: healthPort } of [harness.runtime, other]) {
    const backend = { port, healthPort };
    front.add(backend);
    await front.serves(backend);
  }
  const deployed = await harness.deploy('Asks', asking());
  url = front.url + new URL(deployed.url).pathname;
});
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await other.stop(1_000);
  await worker.stop(1_000);
});

type Node = WorkflowDefinitionInput['nodes'][number];
const form = {
  type: 'object',
  properties: { city: { type: 'string', minLength: 3 }, express: { type: 'boolean', default: false } },
  required: ['city'],
};

/** Tools by name: what each does in a row. A question that is declined answers "no". */
function asking(): WorkflowDefinitionInput {
  const ask = (message: string) => ({ type: 'human.input', config: { message, schema: form, timeoutMs: 600_000 } });
  const client = (config: object) => ({ type: 'client.ask', config: { ...config } });
  const tools: Record<string, Pick<Node, 'type' | 'config'>[]> = {
    once: [ask('Where to?'), answer('{{ steps.once0.data }}')],
    twice: [
      ask('From where?'),
      ask('Where to?'),
      answer('{{ steps.twice0.data.city }} to {{ steps.twice1.data.city }}'),
    ],
    model: [client({ ask: 'sample', message: 'Sum up', maxTokens: 10 }), answer('{{ steps.model0.content.text }}')],
    folders: [client({ ask: 'roots' }), answer('{{ steps.folders0.roots[0].uri }}')],
    chatty: [say('debug'), say('info'), say('error'), answer('said')],
    later: [ask('Where to?'), say('info'), answer('{{ steps.later0.data.city }}')],
  };
  const rows = Object.entries(tools).map(([name, does]): Node[] => [
    { id: name, key: name, type: 'trigger.tool', config: { name, description: name, inputSchema: { type: 'object' } } },
    ...does.map((node, at) => ({ ...node, id: `${name}${at}`, key: `${name}${at}` })),
  ]);
  const no: Node = { id: 'no', key: 'no', ...answer('no') };
  const edges = rows.flatMap((row) => row.slice(1).map((node, at) => edge(row[at]!.id, 'out', node.id)));
  return { schemaVersion: 1, nodes: [...rows.flat(), no], edges: [...edges, edge('once0', 'declined', 'no')] };
}
const answer = (value: string) => ({ type: 'core.return', config: { value } });
const say = (level: string) => ({ type: 'client.log', config: { level, message: `a ${level}`, logger: 'flow' } });
const edge = (from: string, port: string, to: string) => ({
  id: `${from}-${port}-${to}`,
  source: { node: from, port },
  target: { node: to, port: 'in' },
});

/** What a client answers when it is asked; by default it must not be. */
interface Answers {
  form?: (message: string) => Promise<object> | object;
  model?: () => object;
}

interface Asked extends AsyncDisposable {
  call(name: string, signal?: AbortSignal): Promise<unknown>;
  /** Messages of the log, as they came. */
  logs: unknown[];
  setLevel(level: 'debug' | 'error'): Promise<unknown>;
}

const requestInit = () => ({ headers: { authorization: `Bearer ${harness.key}` } });
const roots = { roots: [{ uri: 'file:///work' }] };
const textOf = (result: unknown): unknown => (result as { content: { text: string }[] }).content[0]!.text;

async function newer({ form: fill, model }: Answers): Promise<Asked> {
  const capabilities = { ...(fill && { elicitation: {} }), ...(model && { sampling: {} }), roots: {} };
  const client = new Client({ name: 'newer', version: '1' }, { capabilities });
  const logs: unknown[] = [];
  if (fill) client.setRequestHandler('elicitation/create', async ({ params }) => (await fill(params.message)) as never);
  if (model) client.setRequestHandler('sampling/createMessage', () => model() as never);
  client.setRequestHandler('roots/list', () => roots);
  client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params));
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: requestInit() }));
  return {
    call: async (name, signal) => textOf(await client.callTool({ name, arguments: {} }, { ...(signal && { signal }) })),
    logs,
    setLevel: (level) => client.setLoggingLevel(level),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function older({ form: fill, model }: Answers): Promise<Asked> {
  const capabilities = { ...(fill && { elicitation: {} }), ...(model && { sampling: {} }), roots: {} };
  const client = new OldClient({ name: 'older', version: '1' }, { capabilities });
  const logs: unknown[] = [];
  if (fill) client.setRequestHandler(ElicitRequestSchema, async ({ params }) => (await fill(params.message)) as never);
  if (model) client.setRequestHandler(CreateMessageRequestSchema, () => model() as never);
  client.setRequestHandler(ListRootsRequestSchema, () => roots);
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logs.push(params));
  const transport = new OldTransport(new URL(url), { requestInit: requestInit() });
  await client.connect(transport as Parameters<OldClient['connect']>[0]);
  return {
    call: async (name, signal) =>
      textOf(await client.callTool({ name, arguments: {} }, undefined, { ...(signal && { signal }) })),
    logs,
    setLevel: (level) => client.setLoggingLevel(level),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const clients = [
  ['SDK v2 as an older client', newer],
  ['SDK v1', older],
] as const;

describe.each(clients)('%s, behind two runtimes in turn', (_name, connect) => {
  it('is asked for what is missing, round after round, and again when it does not fit', async () => {
    const seen: string[] = [];
    const given = ['Busan', 'x', 'Seoul'];
    await using client = await connect({
      form: (message) => {
        seen.push(message);
        return { action: 'accept', content: { city: given[seen.length - 1]! } };
      },
    });
    expect(await client.call('twice')).toBe('Busan to Seoul');
    expect(seen).toEqual(['From where?', 'Where to?', expect.stringMatching(/^Where to\?\n\n.*city/s)]);
  });

  it('may decline, or choose neither: then the run waits for the app, and the answer names it', async () => {
    const actions = ['decline', 'cancel'];
    await using client = await connect({ form: () => ({ action: actions.shift() }) });
    expect(await client.call('once')).toBe('no');
    expect(await client.call('once')).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(await pending()).toHaveLength(1);
    await answerInApp('Daegu');
  });

  it('is not asked any more once somebody was quicker in the app', async () => {
    const { promise: never } = Promise.withResolvers<object>();
    await using client = await connect({ form: () => never });
    const called = client.call('once');
    await vi.waitUntil(async () => (await pending()).length === 1, { timeout: 10_000 });
    await answerInApp('Incheon');
    expect(JSON.parse(String(await called))).toEqual({ city: 'Incheon', express: false });
  });

  it('lends its model and its folders; what fails there fails the step', async () => {
    const said = { role: 'assistant', content: { type: 'text', text: 'In short' }, model: 'm' };
    let fails = false;
    await using client = await connect({
      model: () => {
        if (fails) throw new Error('The user said no');
        return said;
      },
    });
    expect(await client.call('model')).toBe('In short');
    expect(await client.call('folders')).toBe('file:///work');
    fails = true;
    expect(await client.call('model')).toContain('The user said no');
  });

  it('that cannot be asked gets the text that names the run', async () => {
    await using client = await connect({});
    expect(await client.call('once')).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    await answerInApp('Jeju');
  });

  it('hears the messages of its runs from its level on, also after a question', async () => {
    await using client = await connect({ form: () => ({ action: 'accept', content: { city: 'Suwon' } }) });
    const message = (level: string) => ({ level, logger: 'flow', data: `a ${level}` });
    expect(await client.call('chatty')).toBe('said');
    expect(client.logs).toEqual([message('info'), message('error')]);
    await client.setLevel('error');
    await client.call('chatty');
    expect(client.logs.slice(2)).toEqual([message('error')]);
    await client.setLevel('debug');
    await client.call('chatty');
    expect(client.logs.slice(3)).toEqual([message('debug'), message('info'), message('error')]);
    expect(await client.call('later')).toBe('Suwon');
    await vi.waitFor(() => expect(client.logs.slice(6)).toEqual([message('info')]));
  });

  it('takes its call back while it is asked: the run waits on for the app', async () => {
    const asked = Promise.withResolvers<void>();
    await using client = await connect({
      form: () => {
        asked.resolve();
        return new Promise<object>(() => {});
      },
    });
    const leave = new AbortController();
    const called = client.call('once', leave.signal);
    await asked.promise;
    leave.abort();
    await expect(called).rejects.toThrow();
    await vi.waitUntil(async () => (await pending()).length === 1, { timeout: 10_000 });
    await answerInApp('Ulsan');
  });
});

describe('a question in a session', () => {
  it('takes no answer from another session, nor one that nobody asked for', async () => {
    const bearer = { authorization: `Bearer ${harness.key}` };
    const [mine, second] = [
      await openSession(url, { elicitation: {} }, bearer),
      await openSession(url, { elicitation: {} }, bearer),
    ];
    const call = await mine.send({ id: 1, method: 'tools/call', params: { name: 'once', arguments: {} } });
    const told = messagesOf(call);
    const question = await nextOf(told);
    expect(question).toMatchObject({ method: 'elicitation/create', params: { message: 'Where to?' } });
    const result = (city: string) => ({ action: 'accept', content: { city } });
    expect((await second.send({ id: question['id'], result: result('Forged') })).status).toBe(202);
    expect((await mine.send({ id: 4_711, result: result('Unasked') })).status).toBe(202);
    expect((await mine.send({ id: question['id'], result: result('Busan') })).status).toBe(202);
    const { result: end } = (await nextOf(told)) as { result: { content: { text: string }[] } };
    expect(JSON.parse(end.content[0]!.text)).toEqual({ city: 'Busan', express: false });
  });
});

async function pending() {
  const { items } = await listApprovals(deps, harness.principal, { status: 'pending', limit: 10 } as never);
  return items;
}

async function answerInApp(city: string): Promise<void> {
  for (const { id } of await pending()) {
    await answerApproval(deps, harness.principal, { id, decision: 'approve', data: { city } } as never);
  }
}
