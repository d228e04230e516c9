import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { createRuntimeDeps } from '#lib/server/runtime-deps.ts';
import { createWorkerDeps, type WorkerDeps } from '#lib/server/worker-deps.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';
import { listApprovals } from '#lib/services/approvals/list-approvals.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { startWorker, type RunningWorker } from '#workers/processors/start-worker.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { startRuntime, type Runtime } from './start-runtime.ts';
import { askedForm as form, askingWorkflow } from './testing/asking-workflow.ts';
import { modernClient, type ModernAnswer } from './testing/modern-call.ts';
import { useRuntime } from './testing/runtime-harness.ts';

/** Two runtimes, and a worker, where runs go on. */
const harness = useRuntime();
let deps: WorkerDeps;
let worker: RunningWorker;
let other: Runtime;
let urls: [string, string];

beforeAll(async () => {
  const { config } = harness.deps;
  deps = createWorkerDeps({ ...config, workerPort: await findFreePort() });
  worker = await startWorker(deps);
  const [mcpPort, internalPort] = [await findFreePort(), await findFreePort()];
  const own = { mcpPort, internalPort, internalUrl: `http://127.0.0.1:${internalPort}` };
  other = await startRuntime(createRuntimeDeps({ ...config, ...own }));
  const { url } = await harness.deploy('Asks', asking());
  urls = [url, `http://127.0.0.1:${mcpPort}${new URL(url).pathname}`];
});
afterAll(async () => {
  await other.stop(1_000);
  await worker.stop(1_000);
});

const asking = (settings: object = {}) => askingWorkflow(harness.slowUrl, settings);
const capabilities = { elicitation: {}, sampling: {} };
const at = (runtime: 0 | 1, key = harness.key) => modernClient(urls[runtime], key, capabilities);
const call = (runtime: 0 | 1, name: string, again: object = {}) =>
  at(runtime).ask('tools/call', { name, arguments: {}, ...again });
const accept = (city: unknown) => ({ action: 'accept', content: { city } });
const textOf = ({ result }: ModernAnswer): string => (result!['content'] as { text: string }[])[0]!.text;
interface Asked {
  inputRequests: Record<string, { method: string; params: { message: string } }>;
  requestState: string;
}
function askedOf({ result, error }: ModernAnswer): Asked {
  expect(result, JSON.stringify(error)).toMatchObject({
    resultType: 'input_required',
    requestState: expect.any(String),
  });
  return result as unknown as Asked;
}
const again = ({ requestState }: Asked, inputResponses: object) => ({ requestState, inputResponses });
const refused = { error: { code: -32602, message: expect.stringContaining('requestState') } };

describe('a question in rounds', () => {
  it('is answered at whichever runtime, and the run goes on from there', async () => {
    const asked = askedOf(await call(0, 'once'));
    expect(asked.inputRequests).toEqual({
      once1: { method: 'elicitation/create', params: { message: 'Where to?', requestedSchema: form } },
    });
    const { result } = await call(1, 'once', again(asked, { once1: accept('Busan') }));
    expect(result).toMatchObject({ resultType: 'complete', structuredContent: { city: 'Busan', express: false } });
  });

  it('comes again, with the reason, when the answer does not fit or is missing; other keys are passed over', async () => {
    const asked = askedOf(await call(0, 'once'));
    const short = askedOf(await call(1, 'once', again(asked, { once1: accept('x') })));
    expect(short.inputRequests['once1']!.params.message).toMatch(/city.*\n\nWhere to\?$/s);
    const none = askedOf(await call(0, 'once', again(short, { other: accept('Busan') })));
    const wrong = askedOf(
      await call(0, 'once', again(none, { once1: { action: 'accept', content: { city: { a: 1 } } } })),
    );
    const done = await call(1, 'once', again(wrong, { once1: accept('Seoul'), other: accept('Busan') }));
    expect(done.result).toMatchObject({ structuredContent: { city: 'Seoul' } });
  });

  it('may be followed by others, and an answer counts for the one that it was given to', async () => {
    const first = askedOf(await call(0, 'twice'));
    const second = askedOf(await call(1, 'twice', again(first, { twice1: accept('Busan'), twice2: accept('Forged') })));
    expect(Object.keys(second.inputRequests)).toEqual(['twice2']);
    expect(second.requestState).not.toBe(first.requestState);
    expect(textOf(await call(0, 'twice', again(second, { twice2: accept('Seoul') })))).toBe('Busan to Seoul');
  });

  it('may be declined, or left: then the run waits on, and the answer names it', async () => {
    const declined = await call(0, 'once', again(askedOf(await call(0, 'once')), { once1: { action: 'decline' } }));
    expect(declined.result).toMatchObject({ resultType: 'complete' });
    const left = await call(0, 'once', again(askedOf(await call(0, 'once')), { once1: { action: 'cancel' } }));
    expect(textOf(left)).toMatch(/waits for the answer of a person .*[0-9a-f]{8}-[0-9a-f]{4}-/);
    await answerInApp('Jeju');
  });

  it('is asked by prompts and resources, too', async () => {
    const prompt = askedOf(await at(0).ask('prompts/get', { name: 'brief' }));
    const got = await at(1).ask('prompts/get', { name: 'brief', ...again(prompt, { brief1: accept('Busan') }) });
    expect(got.result).toMatchObject({ messages: [{ content: { text: 'About Busan' } }] });
    const headers = { 'mcp-name': 'docs://one' };
    const uri = 'docs://one';
    const doc = askedOf(await at(0).ask('resources/read', { uri }, { headers }));
    const read = await at(1).ask('resources/read', { uri, ...again(doc, { doc1: accept('Seoul') }) }, { headers });
    expect(read.result).toMatchObject({ contents: [{ uri, text: 'Seoul' }] });
  });

  it('keeps what the caller gets, although the log keeps nothing', async () => {
    const { url } = await harness.deploy('Asks in private', asking({ saveData: 'none' }));
    const client = modernClient(url, harness.key, capabilities);
    const ask = (name: string, more: object = {}) => client.ask('tools/call', { name, arguments: {}, ...more });
    const once = await ask('once', again(askedOf(await ask('once')), { once1: accept('Busan') }));
    expect(once.result).toMatchObject({ structuredContent: { city: 'Busan' } });
    const shown = await ask('shown', again(askedOf(await ask('shown')), { shown1: accept('Seoul') }));
    expect(shown.result!['content']).toEqual([{ type: 'text', text: 'See Seoul' }]);
  });

  it('data may come with the first call, an approval never', async () => {
    const { result } = await call(0, 'once', { inputResponses: { once1: accept('Busan') } });
    expect(result).toMatchObject({ structuredContent: { city: 'Busan' } });
    const asked = askedOf(await call(0, 'read', { inputResponses: { read1: accept(undefined) } }));
    expect(textOf(await call(1, 'read', again(asked, { read1: { action: 'accept', content: {} } })))).toBe('approved');
  });

  it('of an approval in front of a change, and one to somebody else, is asked in the app alone', async () => {
    expect(textOf(await call(0, 'write'))).toMatch(/waits for the answer of a person \(write1\)/);
    expect(textOf(await call(0, 'named'))).toMatch(/waits for the answer of a person \(named1\)/);
    const { items } = await pending();
    expect(items.map(({ key, kind }) => [key, kind]).sort()).toEqual([
      ['named1', 'input'],
      ['write1', 'approval'],
    ]);
    await answerApproval(deps, harness.principal, {
      id: items.find(({ key }) => key === 'write1')!.id,
      decision: 'approve',
    });
  });

  it('needs a client that declared it: -32021 where nobody else can answer, a text where the app can', async () => {
    const bare = modernClient(urls[0], harness.key, {});
    expect(await bare.ask('tools/call', { name: 'model', arguments: {} })).toMatchObject({
      status: 400,
      error: { code: -32021, data: { requiredCapabilities: { sampling: {} } } },
    });
    expect(textOf(await bare.ask('tools/call', { name: 'once', arguments: {} }))).toContain('waits for the answer');
    await answerInApp('Jeju');
    const asked = askedOf(await call(0, 'model'));
    const said = { role: 'assistant', content: { type: 'text', text: 'In short' }, model: 'm' };
    expect(textOf(await call(1, 'model', again(asked, { model1: said })))).toBe('In short');
  });

  it('a caller that leaves after its answer takes the run along', async () => {
    const asked = askedOf(await call(0, 'slow'));
    const leave = new AbortController();
    const before = harness.slowRequests;
    const called = at(1).ask(
      'tools/call',
      { name: 'slow', arguments: {}, ...again(asked, { slow1: accept('Busan') }) },
      { signal: leave.signal },
    );
    called.catch(() => {});
    await vi.waitUntil(() => harness.slowRequests > before, { timeout: 15_000 });
    leave.abort();
    const { rows } = await vi.waitUntil(
      async () => {
        const found = await harness.db.pool.query(
          `SELECT status FROM execution WHERE trigger_key = 'slow0' AND status = 'canceled'`,
        );
        return found.rows.length > 0 && found;
      },
      { timeout: 15_000 },
    );
    expect(rows).toEqual([{ status: 'canceled' }]);
  });
});

describe('the state of a round', () => {
  const stateOf = async (name = 'once') => askedOf(await call(0, name));
  const busan = { once1: accept('Busan') };
  afterAll(() => answerInApp('Jeju'));

  it('that was changed or made up is refused, and the true one still counts', async () => {
    const asked = await stateOf();
    for (const requestState of [
      `${asked.requestState}-TAMPERED`,
      '',
      'state',
      asked.requestState.replace(/\.[^.]*$/, '.'),
    ])
      expect(await call(0, 'once', { requestState, inputResponses: busan })).toMatchObject(refused);
    expect((await call(0, 'once', again(asked, busan))).result).toMatchObject({ structuredContent: { city: 'Busan' } });
  });

  it('counts once, also for two calls at the same moment at two runtimes', async () => {
    const asked = await stateOf();
    const both = await Promise.all([call(0, 'once', again(asked, busan)), call(1, 'once', again(asked, busan))]);
    expect(both.filter(({ error }) => error)).toMatchObject([refused]);
    expect(both.filter(({ result }) => result)).toMatchObject([{ result: { structuredContent: { city: 'Busan' } } }]);
    for (const runtime of [0, 1] as const)
      expect(await call(runtime, 'once', again(asked, busan))).toMatchObject(refused);
  });

  it('says nothing to another tool, other arguments or another kind of request', async () => {
    const asked = await stateOf();
    expect(await call(0, 'twice', again(asked, busan))).toMatchObject(refused);
    expect(await call(0, 'once', { arguments: { a: 1 }, ...again(asked, busan) })).toMatchObject(refused);
    expect(await at(0).ask('prompts/get', { name: 'brief', ...again(asked, busan) })).toMatchObject(refused);
    const { url } = await harness.deploy('Asks elsewhere', asking());
    const elsewhere = modernClient(url, harness.key, capabilities);
    expect(await elsewhere.ask('tools/call', { name: 'once', arguments: {}, ...again(asked, busan) })).toMatchObject(
      refused,
    );
  });

  it('says nothing to another key of the same person, nor to anybody else', async () => {
    const asked = await stateOf();
    const identity = wireIdentity(harness.deps);
    const { key } = await createApiKey(identity, harness.principal, { name: 'second' } as never);
    expect(await at(0, key).ask('tools/call', { name: 'once', arguments: {}, ...again(asked, busan) })).toMatchObject(
      refused,
    );
    const stranger = await harness.stranger();
    const foreign = await stranger.deploy('Asks', asking());
    const theirs = modernClient(foreign.url, stranger.key, capabilities);
    expect(await theirs.ask('tools/call', { name: 'once', arguments: {}, ...again(asked, busan) })).toMatchObject(
      refused,
    );
  });

  it('does not count any more once another was given for the same run', async () => {
    const asked = await stateOf();
    const next = askedOf(await call(0, 'once', again(asked, {})));
    expect(await call(0, 'once', again(asked, busan))).toMatchObject(refused);
    expect((await call(0, 'once', again(next, busan))).result).toMatchObject({ structuredContent: { city: 'Busan' } });
  });
});

describe('nobody, at a public server', () => {
  it('is asked for data and learns nothing of the run, and approves of nothing', async () => {
    const { url, workflowId } = await harness.deploy('Asks everybody', asking());
    const settings = { ...harness.deps, catalog: nodeCatalog };
    await updateServer(settings, harness.principal, { id: workflowId, access: 'public', settings: {} });
    const nobody = modernClient(url, null, capabilities);
    const ask = (name: string, more: object = {}) => nobody.ask('tools/call', { name, arguments: {}, ...more });
    await expect.poll(async () => (await nobody.ask('tools/list', {})).status, { timeout: 10_000 }).toBe(200);
    const asked = await ask('once');
    const { rows } = await harness.db.pool.query(
      'SELECT execution_id AS id FROM mcp_call ORDER BY execution_id DESC LIMIT 1',
    );
    expect(JSON.stringify(asked)).not.toContain(rows[0].id);
    const { result } = await ask('once', again(askedOf(asked), { once1: accept('Busan') }));
    expect(result).toMatchObject({ structuredContent: { city: 'Busan' } });
    expect(textOf(await ask('read'))).toBe('This run is not finished; it goes on by itself.');
    const { items } = await listApprovals(deps, harness.principal, { limit: 50, executionId: rows[0].id });
    expect(items).toMatchObject([{ key: 'once1', status: 'approved', answeredBy: null }]);
  });
});

describe('the app and the chat', () => {
  it('the first answer counts: the call goes on with the one from the app', async () => {
    const asked = askedOf(await call(0, 'once'));
    await answerInApp('Incheon');
    const { result } = await call(1, 'once', again(asked, { once1: accept('Busan') }));
    expect(result).toMatchObject({ structuredContent: { city: 'Incheon' } });
  });

  it('the first answer counts: the app comes too late', async () => {
    const asked = askedOf(await call(0, 'once'));
    const { id } = (await pending()).items.find(({ key }) => key === 'once1')!;
    await call(1, 'once', again(asked, { once1: accept('Busan') }));
    await expect(
      answerApproval(deps, harness.principal, { id, decision: 'approve', data: { city: 'Incheon' } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const { items } = await listApprovals(deps, harness.principal, { limit: 50 });
    expect(items.find((one) => one.id === id)).toMatchObject({
      kind: 'input',
      status: 'approved',
      data: { city: 'Busan', express: false },
      answeredBy: { email: harness.principal.email },
    });
  });

  it('shows nobody what a client alone is asked', async () => {
    askedOf(await call(0, 'model'));
    expect((await pending()).items.map(({ key }) => key)).not.toContain('model1');
  });
});

describe('SDK v2, with a form for its user', () => {
  it('is asked, hears logs and progress, and gets the result in one call', async () => {
    const client = new Client(
      { name: 'form', version: '1' },
      { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: {} } },
    );
    const seen: string[] = [];
    client.setRequestHandler('elicitation/create', ({ params }) => {
      seen.push(params.message);
      return { action: 'accept', content: { city: seen.length === 1 ? 'Busan' : 'Seoul' } };
    });
    const logs: unknown[] = [];
    client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params.data));
    const requestInit = { headers: { authorization: `Bearer ${harness.key}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(urls[0]), { requestInit }));
    const told: string[] = [];
    const result = await client.callTool(
      { name: 'twice', arguments: {}, _meta: { 'io.modelcontextprotocol/logLevel': 'info' } },
      { onprogress: ({ message }) => told.push(message ?? '') },
    );
    expect(result.content).toEqual([{ type: 'text', text: 'Busan to Seoul' }]);
    expect(seen).toEqual(['From where?', 'Where to?']);
    expect(logs).toEqual(['Nearly there']);
    expect(told.length).toBeGreaterThan(0);
    await client.close();
  });
});

async function pending() {
  return listApprovals(deps, harness.principal, { status: 'pending', limit: 50 });
}

async function answerInApp(city: string): Promise<void> {
  for (const { id, key } of (await pending()).items) {
    if (key === 'once1') await answerApproval(deps, harness.principal, { id, decision: 'approve', data: { city } });
  }
}
