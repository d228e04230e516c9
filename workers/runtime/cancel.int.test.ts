import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { newId } from '#lib/shared/ids.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime();

interface Part {
  type: string;
  config: Record<string, unknown>;
  parentId?: string;
}

/** A tool `work` that does this. */
const doing = (nodes: Record<string, Part>): WorkflowDefinitionInput => {
  const start = {
    type: 'trigger.tool',
    config: { name: 'work', description: 'Works', inputSchema: { type: 'object' } },
  };
  const [first] = Object.keys(nodes);
  return {
    schemaVersion: 1,
    settings: { timeoutMs: 600_000 },
    nodes: Object.entries({ start, ...nodes }).map(([key, part]) => ({ ...part, id: key, key })),
    edges: [{ id: 'e', source: { node: 'start', port: 'out' }, target: { node: first!, port: 'in' } }],
  };
};
const slow = (): Part => ({ type: 'http.request', config: { method: 'GET', url: `${harness.slowUrl}/60000` } });

const works: [string, () => WorkflowDefinitionInput][] = [
  ['an HTTP call', () => doing({ work: slow() })],
  ['code that computes for ever', () => doing({ work: { type: 'data.code', config: { code: 'while (true);' } } })],
  [
    'a loop',
    () =>
      doing({
        loop: { type: 'logic.forEach', config: { items: '{{ [...Array(100).keys()] }}', concurrency: 10 } },
        work: { ...slow(), parentId: 'loop' },
      }),
  ],
  ['a short wait', () => doing({ work: { type: 'logic.wait', config: { ms: 30_000 } } })],
];

describe('a caller over REST that leaves', () => {
  it('changes nothing: the run goes on to its end', async () => {
    const quick = { type: 'http.request', config: { method: 'GET', url: `${harness.slowUrl}/700` } };
    const { workflowId, versionId } = await harness.deploy('Goes on', doing({ work: quick }));
    const leave = new AbortController();
    const answer = fetch(`http://127.0.0.1:${harness.runtime.internalPort}/internal/execute`, {
      method: 'POST',
      signal: leave.signal,
      headers: { authorization: `Bearer ${harness.internalSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        workspaceId: harness.principal.workspaceId,
        workflowId,
        versionId,
        executionId: newId(),
        trigger: 'api',
        triggerKey: 'start',
        input: {},
        traceId: 'a'.repeat(32),
      }),
    }).catch(() => 'left');
    await vi.waitFor(async () => expect(await statusOf(workflowId)).toBe('running'), { timeout: 10_000 });
    leave.abort();
    expect(await answer).toBe('left');
    await vi.waitFor(async () => expect(await statusOf(workflowId)).toBe('success'), { timeout: 10_000 });
  });
});

const headers = () => ({ authorization: `Bearer ${harness.key}` });

/** Each calls `work`, and leaves when the signal says so. */
const callers: [string, (url: string, signal: AbortSignal) => Promise<unknown>][] = [
  [
    'a connection that drops',
    (url, signal) =>
      fetch(url, {
        method: 'POST',
        signal,
        headers: {
          ...headers(),
          'content-type': 'application/json',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': 'work',
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: {
            name: 'work',
            arguments: {},
            _meta: {
              'io.modelcontextprotocol/protocolVersion': '2026-07-28',
              'io.modelcontextprotocol/clientCapabilities': {},
            },
          },
        }),
      }),
  ],
  [
    'a client of 2026-07-28 that cancels its call',
    async (url, signal) => {
      const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: headers() } }));
      return client.callTool({ name: 'work', arguments: {} }, { signal });
    },
  ],
  [
    'a client of 2025-11-25 that calls it off',
    async (url, signal) => {
      const client = new OldClient({ name: 'test', version: '1' });
      await client.connect(new OldTransport(new URL(url), { requestInit: { headers: headers() } }) as never);
      const answer = client.callTool({ name: 'work', arguments: {} }, undefined, { signal });
      await expect(answer).rejects.toThrow();
      expect((await client.listTools()).tools).toHaveLength(1);
      throw new Error('left');
    },
  ],
  [
    'a client of 2025-11-25 that is closed',
    async (url, signal) => {
      const client = new OldClient({ name: 'test', version: '1' });
      await client.connect(new OldTransport(new URL(url), { requestInit: { headers: headers() } }) as never);
      signal.addEventListener('abort', () => void client.close());
      return client.callTool({ name: 'work', arguments: {} });
    },
  ],
];

async function statusOf(workflowId: string): Promise<string | undefined> {
  const text = 'SELECT status FROM execution WHERE workflow_id = $1';
  return (await harness.db.pool.query<{ status: string }>(text, [workflowId])).rows[0]?.status;
}

describe.each(callers)('%s: its run is canceled within a second', (_who, call) => {
  it.each(works)('%s', { retry: 2 }, async (_what, definition) => {
    const { url, workflowId } = await harness.deploy(`Work ${crypto.randomUUID()}`, definition());
    const leave = new AbortController();
    const answer = call(url, leave.signal).catch(() => 'left');
    await vi.waitFor(async () => expect(await statusOf(workflowId)).toMatch(/^(running|waiting)$/), {
      timeout: 10_000,
    });
    leave.abort();
    await vi.waitFor(async () => expect(await statusOf(workflowId)).toBe('canceled'), { timeout: 1_000, interval: 20 });
    expect(await answer).toBe('left');
  });
});
