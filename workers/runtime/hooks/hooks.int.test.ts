import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { createConnection } from '#lib/services/connections/create-connection.ts';
import { deleteConnection } from '#lib/services/connections/delete-connection.ts';
import type { ConnectionDeps } from '#lib/services/connections/connection-deps.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { getDeployment } from '#lib/services/deployments/get-deployment.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { getWebhookListener, listenWebhook, stopWebhookListener } from '#lib/services/webhooks/listen-webhook.ts';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';

const hookOf = (config: object, value: unknown = '{{ input }}', isError = false): WorkflowDefinition =>
  chain({
    hook: { type: 'trigger.webhook', config: { auth: 'none', respond: 'whenFinished', ...config } },
    end: { type: 'core.return', config: { value, ...(isError && { isError }) } },
  });
const randomPath = (): string => `in/${crypto.randomUUID()}`;
const githubOf = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

describe('webhooks', () => {
  const world = useWorld({ runtime: true, worker: true });
  const deploy = async (principal: Principal, id: string): Promise<string> => {
    const { id: deploymentId } = await deployWorkflow(world.deps, principal, { id });
    await applyDeployment(world.deps, { deploymentId, workspaceId: principal.workspaceId });
    return deploymentId;
  };
  const live = async (definition: WorkflowDefinition, principal?: Principal) => {
    const owner = principal ?? (await world.newWorkspace());
    const id = await world.newWorkflow(owner, definition, `Hook ${crypto.randomUUID()}`);
    const deploymentId = await deploy(owner, id);
    return { principal: owner, id, deploymentId };
  };
  const call = (principal: Principal, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${world.config.mcpPort}/hooks/${principal.workspaceSlug}/${path}`, {
      method: 'POST',
      ...init,
    });
  const runs = async (principal: Principal, id: string) =>
    (await listExecutions(world.deps, principal, { workflowId: id, limit: 50 })).items;
  const ended = (principal: Principal, id: string): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 10_000, interval: 30 },
    );
  const connect = async (
    principal: Principal,
    connector: string,
    fields: object,
    hosts?: string[],
  ): Promise<string> => {
    const deps: ConnectionDeps = { ...world.deps, outbound: createOutboundHttp(world.config) };
    const body = { name: connector, connector, fields: fields as never, personal: false, ...(hosts && { hosts }) };
    return (await createConnection(deps, principal, body)).id;
  };

  it('starts a run for each call, and answers with what it returns', async () => {
    const path = randomPath();
    const { principal, id } = await live(hookOf({ path }));
    const response = await call(principal, `${path}?a=1&b=2&b=3`, {
      headers: { 'content-type': 'application/json', 'x-kind': 'order', authorization: 'Bearer x', cookie: 's=1' },
      body: '{"n": 1, "__proto__": {"x": 1}}',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBe('sandbox');
    const text = await response.text();
    expect(text).toContain('"body":{"n":1,"__proto__":{"x":1}}');
    const { headers, ...input } = JSON.parse(text) as { headers: Record<string, string> };
    expect(input).toMatchObject({ method: 'POST', path, query: { a: '1', b: ['2', '3'] } });
    expect(input).toMatchObject({ rawBody: '{"n": 1, "__proto__": {"x": 1}}' });
    expect(headers).toMatchObject({ 'x-kind': 'order' });
    expect(Object.keys(headers)).not.toContain('authorization');
    expect(Object.keys(headers)).not.toContain('cookie');
    expect(await runs(principal, id)).toMatchObject([
      { status: 'success', trigger: 'webhook', triggerKey: 'hook', mode: 'direct', version: 1 },
    ]);
  });

  it('immediately, many at once: each call is one run of its own, accepted before it is answered', async () => {
    const path = randomPath();
    const { principal, id } = await live(hookOf({ path, respond: 'immediately' }, '{{ input.body.n }}'));
    const bodies = Array.from({ length: 40 }, (_, n) => JSON.stringify({ n }));
    const headers = { 'content-type': 'application/json' };
    const answers = await Promise.all(bodies.map((body) => call(principal, path, { headers, body })));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 202));
    const ids = (await Promise.all(answers.map((answer) => answer.json()))).map(({ executionId }) => executionId);
    expect((await runs(principal, id)).map((run) => run.id).sort()).toEqual([...ids].sort());
    const ends = await Promise.all(ids.map((executionId) => ended(principal, executionId)));
    expect(ends.map(({ output }) => output)).toEqual(bodies.map((_, n) => n));
  });

  it('immediately: 202 with the id of a run that a worker takes', async () => {
    const path = randomPath();
    const { principal } = await live(hookOf({ path, respond: 'immediately' }, '{{ input.body.n + 1 }}'));
    const response = await call(principal, path, {
      headers: { 'content-type': 'application/json' },
      body: '{"n": 41}',
    });
    expect(response.status).toBe(202);
    const { executionId } = (await response.json()) as { executionId: string };
    expect(await ended(principal, executionId)).toMatchObject({ status: 'success', output: 42, mode: 'queued' });
  });

  it.each([
    ['application/x-www-form-urlencoded', 'a=1&b=x+y&a=2', { a: ['1', '2'], b: 'x y' }],
    ['text/plain', 'hello', 'hello'],
    ['application/json; charset=utf-8', '[1]', [1]],
    ['application/cloudevents+json', '{"id":1}', { id: 1 }],
    ['application/octet-stream', Buffer.from([0xff, 0xfe]), null],
  ])('a body of %s', async (type, sent, body) => {
    const path = randomPath();
    const { principal } = await live(hookOf({ path }, { body: '{{ input.body }}', raw: '{{ input.rawBody }}' }));
    const response = await call(principal, path, { headers: { 'content-type': type }, body: sent });
    const raw = typeof sent === 'string' ? sent : sent.toString('base64');
    expect(await response.json()).toEqual({ body, raw });
  });

  it.each([
    ['{"n": 1', 'malformed'],
    ['{"n": 1, "n": 2}', 'malformed'],
    ['['.repeat(200) + ']'.repeat(200), 'malformed'],
  ])('a body that is not what it says is refused, and nothing runs: %s', async (body, code) => {
    const path = randomPath();
    const { principal, id } = await live(hookOf({ path }));
    const response = await call(principal, path, { headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code, status: 400 });
    expect(await runs(principal, id)).toEqual([]);
  });

  it('more than 4 MiB are refused', async () => {
    const path = randomPath();
    const { principal } = await live(hookOf({ path }));
    expect((await call(principal, path, { body: 'x'.repeat(4 * 1024 * 1024 + 1) })).status).toBe(413);
  });

  it('text leaves as text, an error of the builder as 422, a failure without its message', async () => {
    const [text, no, broken] = [randomPath(), randomPath(), randomPath()];
    const principal = await world.newWorkspace();
    await live(hookOf({ path: text }, '<b>{{ input.method }}</b>'), principal);
    await live(hookOf({ path: no }, { reason: 'sold out' }, true), principal);
    await live(hookOf({ path: broken }, '{{ input.method.nope() }}'), principal);
    const plain = await call(principal, text);
    expect(plain.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await plain.text()).toBe('<b>POST</b>');
    const refused = await call(principal, no);
    expect([refused.status, await refused.json()]).toEqual([422, { reason: 'sold out' }]);
    const failed = await call(principal, broken);
    expect(failed.status).toBe(500);
    expect(await failed.json()).toEqual({ executionId: expect.any(String), status: 'error' });
  });

  it('only its method, only its path, only in its workspace', async () => {
    const path = randomPath();
    const { principal } = await live(hookOf({ path, method: 'PUT' }));
    const stranger = await world.newWorkspace();
    expect((await call(principal, path, { method: 'PUT' })).status).toBe(200);
    expect((await call(principal, path)).status).toBe(404);
    expect((await call(principal, `${path}/x`, { method: 'PUT' })).status).toBe(404);
    expect((await call(principal, `x/../${path}`, { method: 'PUT' })).status).toBe(200);
    expect((await call(principal, encodeURIComponent(path), { method: 'PUT' })).status).toBe(404);
    expect((await call(stranger, path, { method: 'PUT' })).status).toBe(404);
  });

  it('any method, and a GET without a body', async () => {
    const path = randomPath();
    const { principal } = await live(hookOf({ path, method: 'ANY' }, ['{{ input.method }}', '{{ input.body }}']));
    expect(await (await call(principal, path, { method: 'GET' })).json()).toEqual(['GET', null]);
    expect(await (await call(principal, path, { method: 'DELETE' })).json()).toEqual(['DELETE', null]);
  });

  it('callers send what the connection would send, or are refused', async () => {
    const path = randomPath();
    const principal = await world.newWorkspace();
    const connectionId = await connect(principal, 'bearer', { token: 'sesame-open-1' }, ['hooks.example.com']);
    const { id } = await live(hookOf({ path, auth: 'header', connectionId }), principal);
    for (const authorization of [undefined, 'Bearer', 'Bearer sesame-open-2', 'sesame-open-1']) {
      const response = await call(principal, path, { headers: { ...(authorization && { authorization }) } });
      expect(response.status, String(authorization)).toBe(401);
    }
    expect(await runs(principal, id)).toEqual([]);
    const good = await call(principal, path, { headers: { authorization: 'Bearer sesame-open-1' } });
    expect(good.status).toBe(200);
    expect(await good.text()).not.toContain('sesame');
  });

  it('a signature over the bytes as they came; the same delivery starts nothing again', async () => {
    const path = randomPath();
    const principal = await world.newWorkspace();
    const connectionId = await connect(principal, 'signingSecret', { secret: 'sesame-signs' });
    const config = { path, auth: 'hmac', signature: 'github', connectionId };
    const { id } = await live(hookOf(config, '{{ input.body.action }}'), principal);
    const body = '{ "action":  "opened" }';
    const signed = { 'content-type': 'application/json', 'x-hub-signature-256': githubOf('sesame-signs', body) };
    const sendIt = (headers: Record<string, string>, text = body) => call(principal, path, { headers, body: text });
    expect((await sendIt({ 'content-type': 'application/json' })).status).toBe(401);
    expect((await sendIt({ ...signed, 'x-hub-signature-256': githubOf('other', body) })).status).toBe(401);
    expect((await sendIt(signed, '{"action":"opened"}')).status, 'the same JSON, other bytes').toBe(401);
    expect(await (await sendIt(signed)).text()).toBe('opened');
    expect(await (await sendIt(signed)).json()).toEqual({ duplicate: true });
    const together = await Promise.all(
      Array.from({ length: 6 }, () =>
        sendIt({ ...signed, 'x-hub-signature-256': githubOf('sesame-signs', '{}') }, '{}'),
      ),
    );
    expect(together.filter(({ headers }) => headers.get('content-type') === 'application/json')).toHaveLength(6);
    expect(await runs(principal, id)).toHaveLength(2);
  });

  it('a connection that is gone lets nobody through', async () => {
    const path = randomPath();
    const principal = await world.newWorkspace();
    const connectionId = await connect(principal, 'signingSecret', { secret: 'sesame-signs' });
    await live(hookOf({ path, auth: 'hmac', connectionId }), principal);
    await deleteConnection(world.deps, principal, { id: connectionId, force: 'true' });
    await vi.waitFor(
      async () => {
        const response = await call(principal, path, {
          headers: { 'x-signature': githubOf('sesame-signs', 'x') },
          body: 'x',
        });
        expect(response.status).toBe(503);
      },
      { timeout: 3_000 },
    );
  });

  it('lives only while its deployment is active; a new version answers within a second', async () => {
    const path = randomPath();
    const { principal, id } = await live(hookOf({ path }, 'one'));
    expect(await (await call(principal, path)).text()).toBe('one');
    const { revision } = await getWorkflow(world.deps, principal, { id });
    await saveDraft(world.deps, principal, { id, definition: hookOf({ path }, 'two'), revision });
    const second = await deploy(principal, id);
    await vi.waitFor(async () => expect(await (await call(principal, path)).text()).toBe('two'), { timeout: 1_500 });
    await stopDeployment(world.deps, principal, { id: second });
    await vi.waitFor(async () => expect((await call(principal, path)).status).toBe(404), { timeout: 1_500 });
  });

  it('an address has one live workflow: the second is refused, also when both are under way', async () => {
    const path = randomPath();
    const { principal } = await live(hookOf({ path }));
    const second = await world.newWorkflow(principal, hookOf({ path, method: 'ANY' }), 'Second');
    await expect(deployWorkflow(world.deps, principal, { id: second })).rejects.toMatchObject({
      code: 'not_deployable',
      errors: [expect.objectContaining({ code: 'webhook_path_taken', path: '/nodes/0/config/path' })],
    });
    const racers = [randomPath()].flatMap((shared) => [shared, shared]);
    const ids = await Promise.all(
      racers.map((shared, n) => world.newWorkflow(principal, hookOf({ path: shared }), `R${n}`)),
    );
    const asked = await Promise.all(ids.map((id) => deployWorkflow(world.deps, principal, { id })));
    await vi.waitFor(async () => {
      const states = await Promise.all(asked.map(({ id }) => getDeployment(world.deps, principal, { id })));
      expect(states.map(({ status }) => status).toSorted()).toEqual(['active', 'failed']);
    });
  });

  it('none needs a random path; a check needs a connection of its kind', async () => {
    const principal = await world.newWorkspace();
    const codes = async (config: object): Promise<string[]> => {
      const id = await world.newWorkflow(principal, hookOf(config));
      const error = (await deployWorkflow(world.deps, principal, { id }).catch((caught: unknown) => caught)) as {
        errors?: { code: string }[];
      };
      return error.errors?.map(({ code }) => code) ?? [];
    };
    const secret = await connect(principal, 'signingSecret', { secret: 'sesame-signs' });
    expect(await codes({ path: 'orders' })).toEqual(['webhook_path_guessable']);
    const written = `${randomPath()} and a blank`;
    expect(await codes({ path: written })).toEqual(['invalid_config']);
    expect(await codes({ path: 'order-notifications-of-us' })).toEqual(['webhook_path_guessable']);
    expect(await codes({ path: 'orders', auth: 'hmac' })).toEqual(['webhook_without_connection']);
    expect(await codes({ path: 'orders', auth: 'header', connectionId: secret })).toEqual([
      'webhook_connection_unsuitable',
    ]);
    expect(await codes({ path: 'orders', auth: 'hmac', connectionId: secret })).toEqual([]);
  });

  it('listens for one test event: checked, kept for the editor, and nothing runs', async () => {
    const path = randomPath();
    const principal = await world.newWorkspace();
    const connectionId = await connect(principal, 'bearer', { token: 'sesame-open-1' }, ['hooks.example.com']);
    const id = await world.newWorkflow(principal, hookOf({ path, auth: 'header', connectionId }));
    const test = (init: RequestInit = {}): Promise<Response> =>
      fetch(`http://127.0.0.1:${world.config.mcpPort}/hooks-test/${principal.workspaceSlug}/${path}`, {
        method: 'POST',
        body: '{"n":1}',
        ...init,
        headers: { 'content-type': 'application/json', authorization: 'Bearer sesame-open-1', ...init.headers },
      });
    expect((await test()).status).toBe(404);
    const listener = await listenWebhook(world.deps, principal, { id, nodeId: 'hook' });
    expect(listener).toMatchObject({ method: 'POST', receivedAt: null, input: null });
    expect(new URL(listener.url).pathname).toBe(`/hooks-test/${principal.workspaceSlug}/${path}`);
    expect((await test({ headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect(await (await test()).json()).toEqual({ received: true });
    expect((await test()).status, 'only one').toBe(404);
    const heard = await getWebhookListener(world.deps, principal, { id, listenerId: listener.id });
    expect(heard).toMatchObject({ receivedAt: expect.any(String), input: { body: { n: 1 }, method: 'POST', path } });
    expect(JSON.stringify(heard)).not.toContain('sesame');
    expect(await runs(principal, id)).toEqual([]);
    await stopWebhookListener(world.deps, principal, { id, listenerId: listener.id });
    await expect(getWebhookListener(world.deps, principal, { id, listenerId: listener.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('a listener hears two minutes long, and a new one replaces it', async () => {
    const path = randomPath();
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, hookOf({ path }));
    const past = { ...world.deps, clock: { now: () => Date.now() - 121_000 } };
    const old = await listenWebhook(past, principal, { id, nodeId: 'hook' });
    const url = `http://127.0.0.1:${world.config.mcpPort}/hooks-test/${principal.workspaceSlug}/${path}`;
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
    await listenWebhook(world.deps, principal, { id, nodeId: 'hook' });
    await expect(getWebhookListener(world.deps, principal, { id, listenerId: old.id })).rejects.toThrow();
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
    await expect(listenWebhook(world.deps, principal, { id, nodeId: 'end' })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
