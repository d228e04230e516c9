import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import type { StepRecord } from '#lib/runner/ports.ts';
import { anEnd, aServedVersion, aTool, startEndpoint } from './testing/endpoint-server.ts';
import type { ServedCall } from './tool-runner.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const step = (status: StepRecord['status']): StepRecord => ({
  nodeId: 'n1',
  key: 'fetch',
  type: 'http.request',
  seq: 1,
  attempt: 1,
  status,
  startedAt: 0,
  durationUs: 1,
});
const echo = async (call: ServedCall) => anEnd({ output: { said: (call.input as { text: string }).text } });

async function modernClient(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

describe('while a run goes on', () => {
  it('tells its progress by name to whoever asked for it', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async (call) => {
      const run = {} as never;
      call.onEvent?.({ seq: 1, type: 'step.started', run, step: step('running') });
      call.onEvent?.({ seq: 2, type: 'step.finished', run, step: step('success') });
      return anEnd({ output: 'done' });
    });
    const client = await modernClient(server.url);
    const seen: unknown[] = [];
    const result = await client.callTool(
      { name: 'echo', arguments: { text: 'x' } },
      { onprogress: (progress) => seen.push(progress) },
    );
    expect(seen).toEqual([
      { progress: 1, message: 'Fetch: running' },
      { progress: 2, message: 'Fetch: success' },
    ]);
    expect(result.content).toEqual([{ type: 'text', text: 'done' }]);
    expect(result.structuredContent).toBeUndefined();
    await client.close();
  });

  it('cancels it when the caller leaves', async () => {
    const { promise: canceled, resolve } = Promise.withResolvers<void>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), (call) => {
      start();
      return new Promise((end) =>
        call.signal.addEventListener('abort', () => {
          resolve();
          end(anEnd({ status: 'canceled' }));
        }),
      );
    });
    const leave = new AbortController();
    const call = fetch(server.url, {
      method: 'POST',
      signal: leave.signal,
      headers: {
        'content-type': 'application/json',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'echo',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'echo', arguments: { text: '' }, _meta: META },
      }),
    });
    await started;
    leave.abort();
    await expect(call).rejects.toThrow();
    await canceled;
  });

  it('tells open subscriptions that the tools have changed', async () => {
    const [before, after] = [aServedVersion([aTool('echo')]), aServedVersion([aTool('echo'), aTool('shout')], 2)];
    await using server = await startEndpoint(before, echo);
    const { promise: told, resolve } = Promise.withResolvers<string[]>();
    const client = new Client(
      { name: 'test', version: '1' },
      {
        versionNegotiation: { mode: 'auto' },
        listChanged: {
          tools: { onChanged: (error, tools) => error ?? resolve((tools ?? []).map((tool) => tool.name)) },
        },
      },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    await client.listTools();
    server.serve(after);
    server.endpoint.versionChanged(before, after);
    expect(await told).toEqual(['echo', 'shout']);
    await client.close();
  });
});
