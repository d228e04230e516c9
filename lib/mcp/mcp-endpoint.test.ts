import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/shared/app-error.ts';
import type { ServedCall } from './tool-runner.ts';
import { anEnd, aServedVersion, aTool, startEndpoint } from './testing/endpoint-server.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const echo = async (call: ServedCall) => anEnd({ output: { said: (call.input as { text: string }).text } });

async function modernClient(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

/** A hand-made 2026-07-28 call; `headers` and `params` override what a good client sends. */
async function rawCall(
  url: string,
  params: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; type: string; headers: Headers }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { _meta: META, ...params } }),
  });
  const { status, headers: given } = response;
  return { status, text: await response.text(), type: given.get('content-type') ?? '', headers: given };
}

describe('one URL for every era', () => {
  it('serves the v2 client at 2026-07-28', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const client = await modernClient(server.url);
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['echo']);
    const result = await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
    expect(result).toMatchObject({
      structuredContent: { said: 'hi' },
      content: [{ type: 'text', text: '{"said":"hi"}' }],
    });
    await client.close();
  });

  it('serves the v1 client at 2025-11-25 with the same answer', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const client = new OldClient({ name: 'old', version: '1' });
    await client.connect(new OldTransport(new URL(server.url)) as Parameters<OldClient['connect']>[0]);
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['echo']);
    const result = await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
    expect(result).toMatchObject({
      structuredContent: { said: 'hi' },
      content: [{ type: 'text', text: '{"said":"hi"}' }],
    });
    await client.close();
  });

  it("gives any JSON to today's clients and wraps it for older ones", async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async () => anEnd({ output: [1, 2] }));
    const modern = await modernClient(server.url);
    expect(await modern.callTool({ name: 'echo', arguments: { text: '' } })).toMatchObject({
      structuredContent: [1, 2],
    });
    await modern.close();
    const old = new OldClient({ name: 'old', version: '1' });
    await old.connect(new OldTransport(new URL(server.url)) as Parameters<OldClient['connect']>[0]);
    expect(await old.callTool({ name: 'echo', arguments: { text: '' } })).toMatchObject({
      structuredContent: { result: [1, 2] },
    });
    await old.close();
  });

  it('describes itself with private, short-lived cache hints', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const discover = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'server/discover',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta: META } }),
    });
    const { result } = (await discover.json()) as { result: Record<string, unknown> };
    expect(result).toMatchObject({
      supportedVersions: ['2026-07-28'],
      instructions: 'Repeats things',
      cacheScope: 'private',
      ttlMs: 500,
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'echo', title: 'Echo', version: '1.0.0' } },
    });
    expect(discover.headers.get('x-content-type-options')).toBe('nosniff');
    expect(discover.headers.get('content-security-policy')).toBe('sandbox');
    expect(discover.headers.get('x-trace-id')).toBe('trace-1');
  });
});

describe('both legs give the same answer', () => {
  it.each(['echo', '=?base64?ZWNobw==?='])('with the Mcp-Name %s', async (name) => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const answer = await rawCall(server.url, { name: 'echo', arguments: { text: 'x' } }, { 'mcp-name': name });
    const { result } = JSON.parse(answer.text) as { result: Record<string, unknown> };
    expect(answer.status).toBe(200);
    expect({ ...result, _meta: null }).toEqual({
      resultType: 'complete',
      content: [{ type: 'text', text: '{"said":"x"}' }],
      structuredContent: { said: 'x' },
      _meta: null,
    });
    expect(result['_meta']).toMatchObject({ 'io.modelcontextprotocol/serverInfo': { name: 'echo' } });
  });

  it.each([
    ['a missing Mcp-Method', { 'mcp-method': '' }, {}, 400, -32020],
    ['another Mcp-Name', { 'mcp-name': 'other' }, {}, 400, -32020],
    ['another version in the header', { 'mcp-protocol-version': '2025-11-25' }, {}, 400, -32020],
    [
      'an envelope without capabilities',
      {},
      { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
      400,
      -32602,
    ],
    [
      'an unknown version',
      { 'mcp-protocol-version': '2099-01-01' },
      { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } },
      400,
      -32022,
    ],
  ])('refuses %s', async (_what, headers, params, status, code) => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const answer = await rawCall(server.url, { name: 'echo', arguments: { text: 'x' }, ...params }, headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code } });
  });

  it('refuses another media type', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const answer = await rawCall(
      server.url,
      { name: 'echo', arguments: { text: 'x' } },
      { 'content-type': 'text/plain' },
    );
    expect(answer.status).toBe(415);
  });
});

describe('errors help and never leak', () => {
  it('names what a call got wrong, as a tool error', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const client = await modernClient(server.url);
    const result = await client.callTool({ name: 'echo', arguments: { text: 5 } });
    expect(result.isError).toBe(true);
    const text = (result.content[0] as { text: string }).text;
    expect(text).toContain('/text: must be a string');
    expect(text).toContain('required: text');
    await client.close();
  });

  it('answers an unknown tool with -32602 and the names there are', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), echo);
    const answer = await rawCall(server.url, { name: 'eco', arguments: {} }, { 'mcp-name': 'eco' });
    expect(JSON.parse(answer.text)).toMatchObject({
      id: 7,
      error: { code: -32602, message: 'Unknown tool: eco. This server has: echo' },
    });
  });

  it('names the step that failed', async () => {
    const error = { code: 'outbound_failed', message: 'Node "fetch" (http.request): the host did not answer' };
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async () =>
      anEnd({ status: 'error', error }),
    );
    const answer = await rawCall(server.url, { name: 'echo', arguments: { text: 'x' } });
    expect(JSON.parse(answer.text)).toMatchObject({
      result: { isError: true, content: [{ text: 'Node "fetch" (http.request): the host did not answer' }] },
    });
  });

  it('keeps back a result that breaks the declared output schema', async () => {
    const tool = aTool('echo', {
      outputSchema: { type: 'object' },
      validateOutput: () => ({ ok: false, errors: [{ path: '/count', code: 'type', message: 'must be a number' }] }),
    });
    await using server = await startEndpoint(aServedVersion([tool]), async () => anEnd({ output: { count: 'three' } }));
    const answer = await rawCall(server.url, { name: 'echo', arguments: { text: 'x' } });
    const { result } = JSON.parse(answer.text) as { result: Record<string, unknown> };
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('/count: must be a number') }],
    });
    expect(result['structuredContent']).toBeUndefined();
  });

  it('gives the trace id and nothing else of an unexpected error', async () => {
    const secret = 'connect ECONNREFUSED postgres://user:hunter2@db';
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async () => {
      throw new Error(secret);
    });
    for (const headers of [{ 'mcp-name': 'echo' }, { 'mcp-name': '=?base64?ZWNobw==?=' }]) {
      const answer = await rawCall(server.url, { name: 'echo', arguments: { text: 'x' } }, headers);
      expect(answer.text).not.toContain('hunter2');
      expect(JSON.parse(answer.text)).toMatchObject({
        error: { code: -32603, message: 'Internal error. Trace id trace-1' },
      });
    }
    expect(server.reported).toHaveLength(2);
  });

  it('passes refusals on as the registry says', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async () => {
      throw new AppError('overloaded', 'Too many calls are in flight', { retryAfterMs: 1_500 });
    });
    const expected = { code: -32603, message: 'Too many calls are in flight', data: { code: 'overloaded' } };
    const direct = await rawCall(server.url, { name: 'echo', arguments: { text: 'x' } }, { 'mcp-name': 'echo' });
    expect(direct).toMatchObject({ status: 503 });
    expect(direct.headers.get('retry-after')).toBe('2');
    const bySdk = await rawCall(
      server.url,
      { name: 'echo', arguments: { text: 'x' } },
      { 'mcp-name': '=?base64?ZWNobw==?=' },
    );
    for (const { text } of [direct, bySdk]) {
      expect(JSON.parse(text)).toMatchObject({
        id: expect.anything(),
        error: { ...expected, data: { retryAfterMs: 1_500 } },
      });
    }
  });
});
