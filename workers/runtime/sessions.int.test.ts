import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { ACCESS_TOKEN_SECONDS, createAccessTokens } from '#lib/auth/access-tokens.ts';
import { createMcpSessionIds } from '#lib/auth/mcp-session-ids.ts';
import { messagesOf, nextOf, openSession, post, type RawSession } from '#lib/mcp/testing/raw-session.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { createRuntimeDeps, type RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { deleteApiKey } from '#lib/services/api-keys/delete-api-key.ts';
import { signIn } from '#lib/services/identity/sign-in.ts';
import { signOut } from '#lib/services/identity/sign-out.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { SESSION_PATH } from './session-forward.ts';
import { startRuntime, type Runtime } from './start-runtime.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();
let other: { deps: RuntimeDeps; runtime: Runtime };

/** A second runtime of the same installation. */
async function startAnother(): Promise<typeof other> {
  const [mcpPort, internalPort] = [await findFreePort(), await findFreePort()];
  const internalUrl = `http://127.0.0.1:${internalPort}`;
  const deps = createRuntimeDeps({ ...harness.deps.config, mcpPort, internalPort, internalUrl });
  return { deps, runtime: await startRuntime(deps) };
}

beforeAll(async () => {
  other = await startAnother();
});
afterAll(() => other.runtime.stop(1_000));

const definition = (): WorkflowDefinitionInput => ({
  schemaVersion: 1,
  nodes: [
    tool('quick'),
    { id: 'said', key: 'said', type: 'core.return', config: { value: 'quick' } },
    tool('slow'),
    { id: 'wait', key: 'wait', type: 'http.request', config: { method: 'GET', url: `${harness.slowUrl}/60000` } },
    { id: 'doc', key: 'doc', type: 'trigger.resource', config: { name: 'doc', uri: 'docs://a' } },
    { id: 'text', key: 'text', type: 'core.return', config: { value: 'A' } },
  ],
  edges: [edge('quick', 'said'), edge('slow', 'wait'), edge('doc', 'text')],
});
const tool = (id: string): WorkflowDefinitionInput['nodes'][number] => ({
  id,
  key: id,
  type: 'trigger.tool',
  config: { name: id, description: id, inputSchema: { type: 'object' } },
});
const edge = (from: string, to: string) => ({
  id: `${from}-${to}`,
  source: { node: from, port: 'out' },
  target: { node: to, port: 'in' },
});
const call = (id: number, name: string) => ({ id, method: 'tools/call', params: { name, arguments: {} } });

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const at = (url: string, { port }: { port: number }): string => {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
};
/** The same session, whose requests come to the other runtime. */
const through = ({ id }: RawSession, url: string, runtime: Runtime, key = harness.key) => {
  const headers = { 'mcp-session-id': id, ...bearer(key) };
  return {
    send: (message: object, signal?: AbortSignal) =>
      fetch(at(url, runtime), {
        method: 'POST',
        ...(signal && { signal }),
        headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      }),
    listen: () => fetch(at(url, runtime), { headers: { accept: 'text/event-stream', ...headers } }),
    end: () => fetch(at(url, runtime), { method: 'DELETE', headers }),
  };
};
const opened = ({ url }: Deployed): Promise<RawSession> => openSession(url, {}, bearer(harness.key));

describe('a session whose requests come to another runtime', () => {
  it('is served by the one that has it: calls, streams, notices, calling off, the end', async () => {
    const deployed = await harness.deploy('Apart', definition());
    const session = await opened(deployed);
    const apart = through(session, deployed.url, other.runtime);
    expect(await nextOf(messagesOf(await apart.send(call(1, 'quick'))))).toMatchObject({
      id: 1,
      result: { content: [{ text: 'quick' }] },
    });
    const stream = await apart.listen();
    expect([stream.status, (await session.listen()).status]).toEqual([200, 409]);
    const told = messagesOf(stream);
    const follow = await apart.send({ id: 2, method: 'resources/subscribe', params: { uri: 'docs://a' } });
    expect(await nextOf(messagesOf(follow))).toMatchObject({ result: {} });
    await harness.deps.bus.publish('resource.updated', {
      workspaceId: harness.principal.workspaceId,
      workflowId: deployed.workflowId,
      uris: ['docs://a'],
    });
    expect(await nextOf(told)).toMatchObject({ params: { uri: 'docs://a' } });
    const before = harness.slowRequests;
    const slow = await apart.send(call(3, 'slow'));
    await vi.waitUntil(() => harness.slowRequests > before, { timeout: 10_000 });
    await session.send({ method: 'notifications/cancelled', params: { requestId: 3 } });
    expect(await slow.text()).not.toContain('"id":3');
    await vi.waitFor(async () => expect(await endings(deployed)).toEqual(['canceled', 'success']), { timeout: 10_000 });
    expect((await apart.end()).status).toBe(200);
    expect((await session.send(call(4, 'quick'))).status).toBe(404);
    expect((await told.next()).done).toBe(true);
  });

  it('stops a call there when its client leaves here', async () => {
    const deployed = await harness.deploy('Left', definition());
    const apart = through(await opened(deployed), deployed.url, other.runtime);
    const leave = new AbortController();
    const before = harness.slowRequests;
    await apart.send(call(1, 'slow'), leave.signal);
    await vi.waitUntil(() => harness.slowRequests > before, { timeout: 10_000 });
    leave.abort();
    await vi.waitFor(async () => expect(await endings(deployed)).toEqual(['canceled']), { timeout: 10_000 });
  });

  it('does not exist for another key, another tenant or another server, there as here', async () => {
    const deployed = await harness.deploy('Mine', definition());
    const second = await harness.deploy('Second', definition());
    const session = await opened(deployed);
    const stranger = await harness.stranger();
    const theirs = await stranger.deploy('Theirs', definition());
    const mate = await createApiKey(wireIdentity(harness.deps), harness.principal, { name: 'mate' });
    for (const { runtime } of [harness, other]) {
      expect((await through(session, deployed.url, runtime, mate.key).send(call(1, 'quick'))).status).toBe(404);
      expect((await through(session, deployed.url, runtime, stranger.key).send(call(1, 'quick'))).status).toBe(404);
      expect((await through(session, theirs.url, runtime, stranger.key).send(call(1, 'quick'))).status).toBe(404);
      expect((await through(session, second.url, runtime).send(call(1, 'quick'))).status).toBe(404);
      expect((await through(session, deployed.url, runtime, 'tw_nobody').send(call(1, 'quick'))).status).toBe(401);
    }
    const forged = await createMcpSessionIds('another secret that is long enough for this').issue(
      { owner: harness.deps.processId, server: deployed.workflowId, who: 'apiKey:x' },
      Date.now(),
    );
    expect((await through({ ...session, id: forged }, deployed.url, other.runtime).send(call(1, 'quick'))).status).toBe(
      404,
    );
    expect((await through(session, deployed.url, other.runtime).send(call(2, 'quick'))).status).toBe(200);
  });

  it('is passed on only by those who know the secret', async () => {
    const deployed = await harness.deploy('Inner', definition());
    const session = await opened(deployed);
    const inner = `http://127.0.0.1:${harness.runtime.internalPort}${SESSION_PATH}`;
    const headers = {
      'mcp-session-id': session.id,
      'x-toolwright-path': new URL(deployed.url).pathname,
      'x-toolwright-owner': harness.deps.processId,
      'x-toolwright-authorization': `Bearer ${harness.key}`,
    };
    expect((await post(inner, call(1, 'quick'), { ...headers, authorization: 'Bearer guess' })).status).toBe(401);
    const outer = at(deployed.url, harness.runtime).replace(/\/mcp\/.*/, SESSION_PATH);
    expect((await post(outer, call(1, 'quick'), headers)).status).toBe(404);
    const secret = { authorization: `Bearer ${harness.internalSecret}` };
    expect((await post(inner, call(1, 'quick'), { ...headers, ...secret })).status).toBe(200);
    const nobody = { ...headers, ...secret, 'x-toolwright-authorization': '' };
    expect((await post(inner, call(2, 'quick'), nobody)).status).toBe(401);
  });

  it('is over when its runtime is: the client is told to begin anew, and can', async () => {
    const third = await startAnother();
    const deployed = await harness.deploy('Over', definition());
    const session = await openSession(at(deployed.url, third.runtime), {}, bearer(harness.key));
    const apart = through(session, deployed.url, harness.runtime);
    expect((await apart.send(call(1, 'quick'))).status).toBe(200);
    await third.runtime.stop(1_000);
    await vi.waitFor(async () => expect((await apart.send(call(2, 'quick'))).status).toBe(404), { timeout: 5_000 });
    expect((await (await opened(deployed)).send(call(1, 'quick'))).status).toBe(200);
  });
});

describe('a session of a key that is revoked', () => {
  it('loses its stream and its calls within a moment, here and there', async () => {
    const deployed = await harness.deploy('Revoked', definition());
    const deps = wireIdentity(harness.deps);
    const made = await createApiKey(deps, harness.principal, { name: 'short' });
    const session = await openSession(deployed.url, {}, bearer(made.key));
    const apart = through(session, deployed.url, other.runtime, made.key);
    const stream = await session.listen();
    const slow = await apart.send(call(1, 'slow'));
    await deleteApiKey(deps, harness.principal, { id: made.id });
    await expect(stream.text()).rejects.toThrow();
    await expect(slow.text()).rejects.toThrow();
    await vi.waitFor(async () => expect(await endings(deployed)).toEqual(['canceled']), { timeout: 10_000 });
    expect((await apart.send(call(2, 'quick'))).status).toBe(401);
  });
});

describe('a call in a session', () => {
  it('outlives the short token that it was made with, and not the sign-in behind it', async () => {
    const deployed = await harness.deploy('Short', definition());
    const deps = wireIdentity(harness.deps);
    const { userId, email } = harness.principal;
    const { sessionId } = await signIn(
      deps,
      { traceId: 'test' },
      { email, password: 'correct horse battery', lifetimeSeconds: 900 },
    );
    const almostOver = Date.now() - ACCESS_TOKEN_SECONDS * 1_000 + 8_000;
    const token = await createAccessTokens(harness.internalSecret).issue({ userId, email, sessionId }, almostOver);
    const session = await openSession(deployed.url, {}, bearer(token));
    const slow = await session.send(call(1, 'slow'));
    const stream = await session.listen();
    await expect(stream.text()).rejects.toThrow();
    expect((await session.send(call(2, 'quick'))).status).toBe(401);
    expect(await endings(deployed)).toEqual(['running']);
    await signOut(deps, { traceId: 'test' }, { userId, email, sessionId });
    await expect(slow.text()).rejects.toThrow();
    await vi.waitFor(async () => expect(await endings(deployed)).toEqual(['canceled']), { timeout: 10_000 });
  });
});

async function endings({ workflowId }: Deployed): Promise<string[]> {
  const { rows } = await harness.db.pool.query<{ status: string }>(
    `SELECT status FROM execution WHERE workflow_id = $1 ORDER BY status`,
    [workflowId],
  );
  return rows.map(({ status }) => status);
}
