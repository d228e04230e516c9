import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { clients, type AnyClient } from './testing/clients.ts';
import { anEnd, aServedVersion, aTool, startEndpoint, testTimes } from './testing/endpoint-server.ts';
import { startIdleProxy } from './testing/idle-proxy.ts';

const RUN_MS = 3_000;
const IDLE_MS = 1_200;
/** Far less than the proxy's: a busy machine may be late. */
const times = { ...testTimes, keepAliveMs: 100 };

const slowServer = (given = times) =>
  startEndpoint(
    aServedVersion([aTool('slow')]),
    async () => {
      await sleep(RUN_MS);
      return anEnd({ output: 'done' });
    },
    undefined,
    given,
  );

type Line = Parameters<AnyClient['callTool']>[2];
const call = (client: AnyClient, line: Line) =>
  client.callTool({ name: 'slow', arguments: { text: '' } }, undefined, line);
/** SDK v2 takes no schema in between. */
const callBy = (name: string, client: AnyClient, line: Line): Promise<unknown> =>
  name === 'SDK v1'
    ? call(client, line)
    : (client.callTool as never as (...args: unknown[]) => Promise<unknown>)(
        { name: 'slow', arguments: { text: '' } },
        line,
      );

it.concurrent.each(clients)('%s: a call lives on behind a proxy that cuts what is silent', async (name, connect) => {
  await using server = await slowServer();
  await using proxy = await startIdleProxy(server.url, IDLE_MS);
  const client = await connect(`${proxy.origin}/mcp`);
  expect(await callBy(name, client, {})).toMatchObject({ content: [{ text: 'done' }] });
  expect(proxy.cuts).toBe(0);
  await client.close();
});

it.concurrent.each(clients)('%s: progress keeps a client that gives up early', async (name, connect) => {
  await using server = await slowServer();
  const client = await connect(server.url);
  const words: unknown[] = [];
  const line = { timeout: IDLE_MS, resetTimeoutOnProgress: true, onprogress: (word: unknown) => words.push(word) };
  expect(await callBy(name, client, line)).toMatchObject({ content: [{ text: 'done' }] });
  expect(words.length).toBeGreaterThan(3);
  await client.close();
});

it.concurrent('is cut where life shows too seldom', async () => {
  await using server = await slowServer(testTimes);
  await using proxy = await startIdleProxy(server.url, 300);
  const [, connect] = clients.at(-1)!;
  const client = await connect(`${proxy.origin}/mcp`);
  await expect(callBy('SDK v1', client, { timeout: RUN_MS })).rejects.toThrow();
  expect(proxy.cuts).toBeGreaterThan(0);
  await client.close();
});

it.concurrent('shows life early to a modern call that takes the SDK, too', async () => {
  await using server = await slowServer();
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'slow',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'slow',
        arguments: { text: '' },
        notOfTheDirectLeg: true,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const text = await answer.text();
  expect(text).toMatch(/^: open\n\n(: keep-alive\n\n)+event: message\ndata: \{.*done/s);
});
