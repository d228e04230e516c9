import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OpenStreams, type OpenStream } from './open-streams.ts';

const server = createServer();
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

/** The answer to a client that left before anything was said. */
async function answerToNobody(): Promise<ServerResponse> {
  const { port } = server.address() as AddressInfo;
  const asking = request({ port, host: '127.0.0.1' });
  asking.on('error', () => {});
  const came = once(server, 'request');
  asking.end();
  const [, response] = (await came) as [unknown, ServerResponse];
  const closed = once(response, 'close');
  asking.destroy();
  await closed;
  return response;
}

it('does not keep an answer whose client has left already', async () => {
  const asked: OpenStream[] = [];
  const streams = new OpenStreams(async (stream) => asked.push(stream) > 0);
  try {
    streams.watch(await answerToNobody(), {} as OpenStream);
    await streams.check();
    expect(asked).toEqual([]);
  } finally {
    streams.close();
  }
});
