import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import {
  anEnd,
  aServedVersion,
  aTool,
  startEndpoint,
  testPrincipal,
  type EndpointServer,
} from '../testing/endpoint-server.ts';
import { initializing, messagesOf, nextOf, openSession, post } from '../testing/raw-session.ts';
import type { ServedCall } from '../tool-runner.ts';
import type { SessionLimits } from './session-store.ts';

const echo = async (call: ServedCall) => anEnd({ output: (call.input as { text: string }).text });
const listTools = { id: 1, method: 'tools/list' };
const callTool = (id: number, text = 'x') => ({
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text } },
});
const stranger = { ...testPrincipal, apiKey: { ...testPrincipal.apiKey!, id: newId() } };

const start = (run = echo, limits: Partial<SessionLimits> = {}): Promise<EndpointServer> =>
  startEndpoint(aServedVersion([aTool('echo')]), run, undefined, undefined, limits);

/** A tool whose calls go on until they are stopped, or let go. */
function held() {
  const stopped: string[] = [];
  const letGo = Promise.withResolvers<void>();
  let count = 0;
  const run = (call: ServedCall): ReturnType<typeof echo> => {
    count += 1;
    const text = (call.input as { text: string }).text;
    return new Promise((end) => {
      call.signal.addEventListener('abort', () => {
        stopped.push(text);
        end(anEnd({ status: 'canceled' }));
      });
      void letGo.promise.then(() => end(anEnd({ output: text })));
    });
  };
  return { run, stopped, letGo: letGo.resolve, started: (calls: number) => vi.waitUntil(() => count === calls) };
}

describe('a session of a 2025 client', () => {
  it('is given with initialize, tells of changes, and ends with DELETE', async () => {
    const before = aServedVersion([aTool('echo')]);
    await using server = await startEndpoint(before, echo);
    const transport = new StreamableHTTPClientTransport(new URL(server.url));
    const client = new Client({ name: 'test', version: '1' });
    const told: string[] = [];
    for (const list of ['tools', 'prompts'] as const)
      client.setNotificationHandler(`notifications/${list}/list_changed`, () => void told.push(list));
    await client.connect(transport);
    expect(transport.sessionId).toBeTruthy();
    expect(client.getServerCapabilities()).toEqual({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      completions: {},
      logging: {},
    });
    const call = await client.callTool({ name: 'echo', arguments: { text: 'hello' } });
    expect(call.content).toEqual([{ type: 'text', text: 'hello' }]);
    await client.ping();
    await vi.waitFor(() => expect(server.sessions.streams).toBe(1));
    const after = { ...aServedVersion([aTool('echo'), aTool('shout')], 2), workflowId: before.workflowId };
    server.serve(after);
    server.endpoint.versionChanged(before, after);
    await vi.waitFor(() => expect(told).toEqual(['tools']));
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['echo', 'shout']);
    await transport.terminateSession();
    expect(server.sessions.size).toBe(0);
    await client.close();
  });

  it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])(
    'speaks %s, if that is asked for',
    async (revision) => {
      await using server = await start();
      const asked = initializing({}, revision);
      const answer = await post(server.url, asked, { 'mcp-protocol-version': revision });
      expect(answer.headers.get('mcp-session-id')).toBeTruthy();
      expect(await nextOf(messagesOf(answer))).toMatchObject({ result: { protocolVersion: revision } });
    },
  );

  it('is none of 2026-07-28', async () => {
    await using server = await start();
    const answer = await post(server.url, initializing(), { 'mcp-protocol-version': '2026-07-28' });
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    const session = await openSession(server.url);
    const modern = await session.send(listTools, { 'mcp-protocol-version': '2026-07-28', 'mcp-session-id': 'nobody' });
    expect(modern.status).toBe(400);
  });

  it('belongs to its caller: for everybody else it does not exist', async () => {
    await using server = await start();
    const session = await openSession(server.url);
    expect((await session.send(listTools)).status).toBe(200);
    server.actAs(stranger);
    for (const answer of [await session.send(listTools), await session.listen(), await session.end()]) {
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code: -32001 } });
    }
    server.actAs(testPrincipal);
    expect((await session.send(listTools)).status).toBe(200);
    expect((await session.send(listTools, { 'mcp-session-id': `${session.id}x` })).status).toBe(404);
    expect((await session.end()).status).toBe(200);
    expect((await session.send(listTools)).status).toBe(404);
  });

  it('is not needed: a client that was given one and never names it is served', async () => {
    await using server = await start();
    await openSession(server.url);
    const answer = await post(server.url, listTools);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    expect(await answer.text()).toContain('"echo"');
    expect((await fetch(server.url, { headers: { accept: 'text/event-stream' } })).status).toBe(405);
  });

  it('keeps its stream when another one is asked for, and its call when another one has its id', async () => {
    const { run, letGo, started } = held();
    await using server = await start(run);
    const session = await openSession(server.url);
    const first = await session.listen();
    const second = await session.listen();
    expect([first.status, second.status]).toEqual([200, 409]);
    const call = await session.send(callTool(7, 'first'));
    await started(1);
    const again = await session.send(callTool(7, 'second'));
    expect([again.status, await again.json()]).toEqual([400, expect.objectContaining({ id: 7 })]);
    letGo();
    expect(await nextOf(messagesOf(call))).toMatchObject({ id: 7, result: { content: [{ text: 'first' }] } });
    expect((await session.send(callTool(7, 'third'))).status).toBe(200);
  });

  it('stops a call that its client calls off, and one whose client has gone', async () => {
    const { run, stopped, started } = held();
    await using server = await start(run);
    const session = await openSession(server.url);
    const call = await session.send(callTool(1, 'called off'));
    await started(1);
    await session.send({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await vi.waitFor(() => expect(stopped).toEqual(['called off']));
    expect(await call.text()).not.toContain('"id":1');
    const leave = new AbortController();
    const left = fetch(server.url, {
      method: 'POST',
      signal: leave.signal,
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        'mcp-session-id': session.id,
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...callTool(2, 'left') }),
    });
    await started(2);
    leave.abort();
    await expect(left.then((answer) => answer.text())).rejects.toThrow();
    await vi.waitFor(() => expect(stopped).toEqual(['called off', 'left']));
    await vi.waitFor(() => expect(server.sessions.streams).toBe(0));
    const after = await session.send({ id: 3, method: 'ping' });
    expect(await nextOf(messagesOf(after))).toEqual({ jsonrpc: '2.0', id: 3, result: {} });
  });
});

describe('many sessions', () => {
  it('of one caller end the one that was idle for longest; where none is idle the next is served without', async () => {
    await using server = await start(echo, { perCaller: 2 });
    const first = await openSession(server.url);
    const second = await openSession(server.url);
    await first.send(listTools).then((answer) => answer.text());
    await vi.waitUntil(() => server.sessions.streams === 0);
    const third = await openSession(server.url);
    expect((await second.send(listTools)).status).toBe(404);
    const streams = [await first.listen(), await third.listen()];
    expect(streams.map((stream) => stream.status)).toEqual([200, 200]);
    const fourth = await post(server.url, initializing());
    expect([fourth.status, fourth.headers.get('mcp-session-id')]).toEqual([200, null]);
    expect(await nextOf(messagesOf(fourth))).toMatchObject({ result: { capabilities: { tools: {} } } });
    server.actAs(stranger);
    await openSession(server.url);
    expect(server.sessions.size).toBe(3);
  });

  it('of others are never ended for one caller', async () => {
    await using server = await start(echo, { perProcess: 1 });
    const version = aServedVersion([aTool('echo')]);
    server.serve(version);
    const mine = await openSession(server.url);
    server.serve({ ...version, workspaceId: newId() });
    await expect(openSession(server.url)).rejects.toThrow('No session was given: 200');
    server.serve(version);
    expect((await mine.send(listTools)).status).toBe(200);
  });

  it('of members are never ended for those who come without credentials', async () => {
    await using server = await start(echo, { perWorkspace: 1, perPublic: 1 });
    const mine = await openSession(server.url);
    const { apiKey: _key, ...person } = testPrincipal;
    const nobody = (userId: string): Principal => ({ ...person, kind: 'anonymous', userId });
    server.actAs(nobody('anonymous-a'));
    const theirs = await openSession(server.url);
    server.actAs(nobody('anonymous-b'));
    await openSession(server.url);
    server.actAs(nobody('anonymous-a'));
    expect((await theirs.send(listTools)).status).toBe(404);
    server.actAs(testPrincipal);
    expect((await mine.send(listTools)).status).toBe(200);
  });

  it('end after a while without use, but not while a stream is open', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await using server = await start(echo, { idleMs: 60_000, lifeMs: 200_000 });
      const idle = await openSession(server.url);
      const open = await openSession(server.url);
      const stream = await open.listen();
      vi.setSystemTime(Date.now() + 61_000);
      server.sessions.sweep();
      expect((await idle.send(listTools)).status).toBe(404);
      expect((await open.send(listTools)).status).toBe(200);
      vi.setSystemTime(Date.now() + 200_000);
      server.sessions.sweep();
      expect(server.sessions.size).toBe(0);
      expect(await stream.text()).not.toContain('data:');
    } finally {
      vi.useRealTimers();
    }
  });
});
