import { describe, expect, it } from 'vitest';
import { createAccessTokens } from '#lib/auth/access-tokens.ts';
import type { McpExchange } from '#lib/contracts/api/server-connect.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { internalPaths } from '#lib/contracts/internal-calls.ts';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import { exchangeMcp } from '#lib/services/servers/exchange-mcp.ts';
import { newId } from '#lib/shared/ids.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime();

const tool = (key: string) => ({
  id: key,
  key,
  type: 'trigger.tool',
  config: { name: key, description: key, inputSchema: { type: 'object', properties: {} } },
});
const edge = (source: string, target: string) => ({
  id: `${source}-${target}`,
  source: { node: source, port: 'out' },
  target: { node: target, port: 'in' },
});
const definition: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    tool('greet'),
    { id: 'a', key: 'hello', type: 'core.return', config: { value: 'hello' } },
    tool('slow'),
    { id: 'w', key: 'nap', type: 'logic.wait', config: { ms: 20_000 } },
  ],
  edges: [edge('greet', 'a'), edge('slow', 'w')],
};

/** Of the era without sessions. */
const modern = (method: string, params: object = {}): McpExchange => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...('name' in params && { 'mcp-name': String(params.name) }),
  },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method,
    params: {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  }),
});

async function signedIn(role: Role = 'owner'): Promise<Principal> {
  const { db } = harness.deps;
  const { principal } = harness;
  const userId = role === 'owner' ? principal.userId : newId();
  const email = `${newId()}@example.com`;
  if (role !== 'owner') {
    await db.prisma.user.create({ data: { id: userId, email, name: 'Lee' } });
    const { workspaceId } = principal;
    await db.prisma.membership.create({ data: { id: newId(), workspaceId, userId, role } });
  }
  const session = await db.prisma.session.create({
    data: { id: newId(), userId, kind: 'token', expiresAt: new Date(Date.now() + 3_600_000) },
  });
  return { ...principal, userId, role, sessionId: session.id };
}

async function send(who: Principal, id: string, exchange: McpExchange, signal = new AbortController().signal) {
  const { config, clock, db } = harness.deps;
  const internalUrl = `http://127.0.0.1:${harness.runtime.internalPort}`;
  const accessTokens = createAccessTokens(config.authSecret);
  const deps = { db, clock, accessTokens, config: { ...config, internalUrl } };
  const seen = { status: 0, headers: {} as Record<string, string>, text: '', last: '' };
  for await (const event of await exchangeMcp(deps, who, { id, exchange, signal })) {
    if (event.event === 'head') Object.assign(seen, event.data);
    if (event.event === 'text') seen.text += event.data;
    seen.last = event.event;
  }
  return seen;
}

describe('a request of an MCP client, made for somebody who is signed in', () => {
  it('is answered as at the server’s address, and leaves a run', async () => {
    const server = await harness.deploy('Playground', definition);
    const who = await signedIn();
    const list = await send(who, server.workflowId, modern('tools/list'));
    expect(list).toMatchObject({ status: 200, last: 'end' });
    expect(list.text).toContain('"greet"');
    const called = await send(who, server.workflowId, modern('tools/call', { name: 'greet', arguments: {} }));
    expect(JSON.parse(called.text)).toMatchObject({ result: { content: [{ type: 'text', text: 'hello' }] } });
    expect(called.text).toContain('toolwright/executionId');
  });

  it('is refused what a viewer may not do, and one whose session is over', async () => {
    const server = await harness.deploy('Looked at', definition);
    const viewer = await signedIn('viewer');
    expect((await send(viewer, server.workflowId, modern('tools/list'))).status).toBe(200);
    const call = modern('tools/call', { name: 'greet', arguments: {} });
    expect((await send(viewer, server.workflowId, call)).status).toBe(403);
    const gone = await send({ ...(await signedIn()), sessionId: newId() }, server.workflowId, call);
    expect(gone.status).toBe(401);
    expect(gone.text).not.toContain('hello');
  });

  it('is not for keys, and not for a server of somebody else', async () => {
    const server = await harness.deploy('Mine', definition);
    const { principal } = harness;
    const { sessionId: _, ...keyless } = principal;
    await expect(send(keyless, server.workflowId, modern('tools/list'))).rejects.toMatchObject({ code: 'forbidden' });
    const stranger = await harness.stranger();
    const other = { ...stranger.principal, sessionId: newId() };
    await expect(send(other, server.workflowId, modern('tools/list'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends its call when nobody listens any more', async () => {
    const server = await harness.deploy('Left', definition);
    const gone = new AbortController();
    const sent = send(
      await signedIn(),
      server.workflowId,
      modern('tools/call', { name: 'slow', arguments: {} }),
      gone.signal,
    );
    const running = async (): Promise<string | undefined> => {
      const { rows } = await harness.db.pool.query<{ status: string }>(
        'SELECT status FROM execution WHERE workflow_id = $1',
        [server.workflowId],
      );
      return rows[0]?.status;
    };
    await expect.poll(running, { timeout: 20_000 }).toBe('running');
    gone.abort();
    await sent;
    await expect.poll(running, { timeout: 20_000 }).toBe('canceled');
  });

  it('takes the secret of our processes, and nothing else', async () => {
    const server = await harness.deploy('Inside', definition);
    const answer = await fetch(`http://127.0.0.1:${harness.runtime.internalPort}${internalPaths.relayedMcp}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.key}`, 'x-toolwright-relayed-path': new URL(server.url).pathname },
      body: '{}',
    });
    expect(answer.status).toBe(401);
    const outside = await fetch(new URL(internalPaths.relayedMcp, server.url), { method: 'POST', body: '{}' });
    expect(outside.status).toBe(404);
  });
});
