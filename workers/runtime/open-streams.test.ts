import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { OpenStreams, type OpenStream } from './open-streams.ts';

const server = createServer();
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

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

/** The answer to a client that waits for it. */
async function answerToSomebody(): Promise<ServerResponse> {
  const { port } = server.address() as AddressInfo;
  const came = once(server, 'request');
  request({ port, host: '127.0.0.1' })
    .on('error', () => {})
    .end();
  const [, response] = (await came) as [unknown, ServerResponse];
  return response;
}

it('holds only so many open for those without credentials, whatever they ask; members have what is left', async () => {
  const streams = new OpenStreams(async () => true);
  const of = (kind: Principal['kind'], userId: string, workspaceId = 'w'): OpenStream =>
    ({ principal: { kind, userId, workspaceId } }) as OpenStream;
  const open = async (stream: OpenStream): Promise<boolean> => streams.watch(await answerToSomebody(), stream);
  try {
    for (let count = 0; count < 50; count++) expect(await open(of('anonymous', 'a'))).toBe(true);
    expect(await open(of('anonymous', 'a'))).toBe(false);
    for (let count = 50; count < 300; count++) expect(await open(of('anonymous', `b${count}`))).toBe(true);
    expect(await open(of('anonymous', 'c'))).toBe(false);
    expect(await open(of('user', 'a'))).toBe(true);
    expect(await open(of('anonymous', 'a', 'another'))).toBe(true);
  } finally {
    await streams.close(0);
  }
});

it('does not keep an answer whose client has left already', async () => {
  const asked: OpenStream[] = [];
  const streams = new OpenStreams(async (stream) => asked.push(stream) > 0);
  try {
    const stream = { principal: { kind: 'user' } } as OpenStream;
    streams.watch(await answerToNobody(), stream);
    await streams.check();
    expect(asked).toEqual([]);
  } finally {
    await streams.close(0);
  }
});
