import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OutboundRequest } from '#lib/kit/node-executor.ts';
import { StoreAway } from '#lib/kit/store-away.ts';
import { createOutboundHttp } from './outbound-http.ts';

const guard = createOutboundHttp({ outboundAllow: ['127.0.0.1'] });
const secret = 'sk-0123456789abcdef';
/** Repeats what it was sent, letter by letter. */
const server = createServer(async (request, response) => {
  response.writeHead(200, { 'content-type': 'image/png', 'x-echo': request.headers.authorization ?? '' });
  for (const letter of `<${request.headers.authorization}>`) {
    response.write(letter);
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
});
let host = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await guard.close();
});

function taking(maxBytes: number): { request: OutboundRequest; text: () => string; echo: () => string | undefined } {
  let text = '';
  let echo: string | undefined;
  const into = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const piece of bytes) text += Buffer.from(piece).toString();
  };
  const takeBody: OutboundRequest['takeBody'] = ({ headers }) => {
    echo = headers['x-echo'];
    return { maxBytes, into };
  };
  return { request: { method: 'GET', url: `http://${host}/`, takeBody }, text: () => text, echo: () => echo };
}
const call = (request: OutboundRequest, credentials?: Parameters<typeof guard.fetch>[0]['credentials']) =>
  guard.fetch({
    ...request,
    workspaceId: 'w',
    signal: new AbortController().signal,
    ...(credentials && { credentials }),
  });

it('a taken body is not in the answer', async () => {
  const { request, text } = taking(100);
  expect((await call(request)).body).toHaveLength(0);
  expect(text()).toBe('<undefined>');
});

it('is limited like any other', async () => {
  await expect(call(taking(5).request)).rejects.toMatchObject({ code: 'limit_exceeded' });
});

it('brings back no secret of the connection, however it is cut', async () => {
  const { request, text, echo } = taking(1_000);
  const adds = { headers: { authorization: `Bearer ${secret}` } };
  await call(request, [{ hosts: [host], adds, secrets: [secret] }]);
  expect(text()).toBe(`<Bearer ${'*'.repeat(secret.length)}>`);
  expect(echo()).toBe('Bearer [hidden]');
});

it('that its taker cannot store is not said to be a connection lost', async () => {
  const away = new StoreAway(new Error('Connection terminated unexpectedly'));
  const into = (): Promise<void> => Promise.reject(away);
  const request: OutboundRequest = { method: 'GET', url: `http://${host}/`, takeBody: () => ({ maxBytes: 100, into }) };
  await expect(call(request)).rejects.toBe(away);
});
