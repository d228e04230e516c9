import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { createOutboundHttp, type OutboundOptions } from './outbound-http.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real server on a free port of an address (127.0.0.1 by default). */
async function serve(
  listener: RequestListener,
  host = '127.0.0.1',
): Promise<{ port: number; url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closers.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://${host}:${port}`, seen };
}

function guard(options: Partial<OutboundOptions> = {}) {
  const http = createOutboundHttp({ outboundAllow: ['127.0.0.0/8'], ...options });
  closers.push(() => http.close());
  return (
    url: string,
    more: {
      method?: string;
      headers?: Record<string, string>;
      body?: string;
      maxBytes?: number;
      signal?: AbortSignal;
    } = {},
  ) => http.fetch({ method: 'GET', url, workspaceId: 'w', signal: new AbortController().signal, ...more });
}

async function failure(work: Promise<unknown>): Promise<NodeFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NodeFailure);
  return error as NodeFailure;
}

const hello: RequestListener = (_request, response) => response.end('hello');

describe('What it refuses', () => {
  it('internal addresses, in any spelling, without opening a socket', async () => {
    const { port, seen } = await serve(hello);
    const fetch = guard({ outboundAllow: [] });
    for (const host of [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.0.0.1.',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '0.0.0.0',
      '0',
      '①②⑦.0.0.1',
      'LOCALHOST.',
    ]) {
      expect((await failure(fetch(`http://${host}:${port}/`))).code, host).toMatch(/outbound_refused|outbound_failed/);
    }
    expect((await failure(fetch('http://169.254.169.254/latest/meta-data'))).code).toBe('outbound_refused');
    expect(seen).toHaveLength(0);
  });
  it('a name of which any address is internal', async () => {
    const { port, seen } = await serve(hello);
    const fetch = guard({ outboundAllow: [], resolve: async () => ['93.184.216.34', '127.0.0.1'] });
    expect((await failure(fetch(`http://both.test:${port}/`))).code).toBe('outbound_refused');
    expect(seen).toHaveLength(0);
  });
  it('a name that changes its mind between check and use (DNS rebinding)', async () => {
    const { port, seen } = await serve(hello);
    let asked = 0;
    const fetch = guard({
      outboundAllow: ['127.0.0.9'],
      resolve: async () => (asked++ === 0 ? ['127.0.0.9'] : ['127.0.0.1']),
    });
    // The first answer is allowed and is the very address that is connected to: nobody listens there.
    expect((await failure(fetch(`http://rebind.test:${port}/`))).code).toBe('outbound_failed');
    expect((await failure(fetch(`http://rebind.test:${port}/`))).code).toBe('outbound_refused');
    expect(seen).toHaveLength(0);
  });
  it('a redirect to an internal address', async () => {
    const inside = await serve(hello, '127.0.0.2');
    const outside = await serve((_request, response) =>
      response.writeHead(302, { location: `${inside.url}/admin` }).end(),
    );
    const fetch = guard({ outboundAllow: ['127.0.0.1'] });
    expect((await failure(fetch(outside.url))).code).toBe('outbound_refused');
    expect(inside.seen).toHaveLength(0);
  });
  it('a redirect to another scheme', async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    expect((await failure(guard()(url))).code).toBe('outbound_refused');
  });
  it('our own ports, even where loopback is allowed, unless host:port names them', async () => {
    const { port, url, seen } = await serve(hello);
    for (const own of [
      { internalPort: port },
      { workerPort: port },
      { port },
      { databaseUrl: `postgres://u:p@127.0.0.1:${port}/db` },
      { redisUrl: `redis://localhost:${port}` },
    ]) {
      expect((await failure(guard(own)(url))).code).toBe('outbound_refused');
    }
    expect(seen).toHaveLength(0);
    const named = guard({ internalPort: port, outboundAllow: [`127.0.0.1:${port}`] });
    expect((await named(url)).status).toBe(200);
  });
  it('Host headers, other schemes, names and passwords in the address', async () => {
    const { url, port } = await serve(hello);
    expect((await failure(guard()(url, { headers: { Host: 'other' } }))).code).toBe('outbound_refused');
    expect((await failure(guard()('ftp://127.0.0.1/'))).code).toBe('outbound_refused');
    expect((await failure(guard()(`http://user:pass@127.0.0.1:${port}/`))).code).toBe('outbound_refused');
  });
  it('says nothing of what an internal name resolves to', async () => {
    const error = await failure(
      guard({ outboundAllow: [], resolve: async () => ['10.11.12.13'] })('http://intern.test/'),
    );
    expect(error.message).toContain('intern.test');
    expect(error.message).not.toContain('10.11');
  });
});

describe('Redirects', () => {
  it('follows five, and no more', async () => {
    const { url, seen } = await serve((request, response) => {
      const n = Number(request.url!.slice(1) || 0);
      if (n === 0) response.end('there');
      else response.writeHead(307, { location: `/${n - 1}` }).end();
    });
    expect(Buffer.from((await guard()(`${url}/5`)).body).toString()).toBe('there');
    const error = await failure(guard()(`${url}/6`));
    expect(error).toMatchObject({ code: 'outbound_failed', message: expect.stringContaining('5 redirects') });
    expect(seen.length).toBe(12);
  });
  it('keeps Authorization and cookies on the same host, drops them for another', async () => {
    const other = await serve(hello);
    const first = await serve((_request, response) => response.writeHead(302, { location: `${other.url}/end` }).end());
    const same = await serve((request, response) =>
      (request.url === '/start' ? response.writeHead(302, { location: '/end' }) : response).end(),
    );
    const headers = { Authorization: 'Bearer secret', Cookie: 'a=b', 'X-Kept': 'yes' };
    await guard()(first.url, { headers });
    expect(other.seen[0]!.headers).toMatchObject({ 'x-kept': 'yes' });
    expect(other.seen[0]!.headers.authorization).toBeUndefined();
    expect(other.seen[0]!.headers.cookie).toBeUndefined();
    await guard()(`${same.url}/start`, { headers });
    expect(same.seen.find((request) => request.url === '/end')!.headers.authorization).toBe('Bearer secret');
  });
  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'body'],
    [308, 'POST', 'body'],
  ])('%i turns a POST into %s', async (status, method, body) => {
    const got: string[] = [];
    const { url } = await serve((request, response) => {
      if (request.url === '/') return response.writeHead(status, { location: '/to' }).end();
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          got.push(`${request.method} ${Buffer.concat(chunks)}`);
          response.end();
        });
    });
    await guard()(url, { method: 'POST', body: 'body' });
    expect(got).toEqual([`${method} ${body}`]);
  });
});

describe('Limits', () => {
  it('counts after decompression, while streaming: a gzip bomb is dropped', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const before = process.memoryUsage().arrayBuffers;
    expect((await failure(guard()(url))).code).toBe('limit_exceeded');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
  });
  it('reads gzip and refuses what was not asked for', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello'));
      else if (request.url === '/broken')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all');
      else response.writeHead(200, { 'content-encoding': 'rot13' }).end('uryyb');
    });
    expect(Buffer.from((await guard()(`${url}/gzip`)).body).toString()).toBe('hello');
    expect((await failure(guard()(`${url}/rot13`))).code).toBe('invalid_response');
    expect((await failure(guard()(`${url}/broken`))).code).toBe('invalid_response');
  });
  it('an endless answer ends at the limit', async () => {
    const { url } = await serve((_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 1);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failure(guard()(url, { maxBytes: 1024 * 1024 }))).code).toBe('limit_exceeded');
  });
  it('a resolver that never answers ends in time', async () => {
    const fetch = guard({ resolve: () => new Promise(() => {}), connectTimeoutMs: 50 });
    expect(await failure(fetch('http://slow.test/'))).toMatchObject({
      code: 'outbound_failed',
      mayHaveHappened: false,
      retryable: true,
    });
  });
});

describe('What may have happened', () => {
  it('nothing, if there was no connection', async () => {
    const { port } = await serve(hello);
    await closers.pop()!();
    expect(await failure(guard()(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' }))).toMatchObject({
      mayHaveHappened: false,
      retryable: true,
    });
  });
  it('a request whose connection was lost once sent', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    expect(await failure(guard()(url, { method: 'POST', body: 'x' }))).toMatchObject({
      code: 'outbound_failed',
      mayHaveHappened: true,
    });
  });
  it('one that was stopped after it was sent, and not one that was stopped before', async () => {
    const { url, seen } = await serve(() => {});
    const controller = new AbortController();
    const stopped = failure(guard()(url, { method: 'POST', body: 'x', signal: controller.signal }));
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect(await stopped).toMatchObject({ code: 'canceled', mayHaveHappened: true });
    expect(await failure(guard()(url, { method: 'POST', signal: AbortSignal.abort() }))).toMatchObject({
      mayHaveHappened: false,
    });
  });
});

it('sends method, headers and body, and gives headers in lower case', async () => {
  const { url } = await serve((request, response) => {
    response.setHeader('X-Echo', `${request.method} ${request.headers['x-one']}`);
    request.pipe(response);
  });
  const response = await guard()(`${url}/a?b=c`, { method: 'PUT', headers: { 'X-One': '1' }, body: 'text' });
  expect(response).toMatchObject({ status: 200, headers: { 'x-echo': 'PUT 1' }, url: `${url}/a?b=c` });
  expect(Buffer.from(response.body).toString()).toBe('text');
});
