import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { run } from '#lib/runner/testing/run-workflow.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';

const http = createOutboundHttp({ outboundAllow: ['127.0.0.1'] });
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => http.close());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers what it got. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      const { method, url, headers } = request;
      response
        .setHeader('content-type', 'application/json; charset=utf-8')
        .end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
    });
};

function request(config: Record<string, unknown>, input: unknown = null): Promise<RunEnd> {
  const workflow = aWorkflow()
    .node('start', 'trigger.manual')
    .node('call', 'http.request', config)
    .chain('start', 'call')
    .build();
  return run(workflow, { input: input as never, ports: { ...memoryPorts(), http } });
}
const bodyOf = async (config: Record<string, unknown>, input: unknown = null): Promise<Record<string, unknown>> => {
  const end = await request(config, input);
  expect(end.error).toBe(null);
  return (end.output as { body: Record<string, unknown> }).body;
};

describe('What it sends', () => {
  it('query: values encoded, lists repeated, missing ones left out', async () => {
    const url = await serve(echo);
    const query = { a: '{{ input.a }}', list: ['x', 2, true], none: '{{ input.none }}', nil: null };
    expect(await bodyOf({ url: `${url}/p?own=1`, query }, { a: 'a&b=c' })).toMatchObject({
      method: 'GET',
      url: '/p?own=1&a=a%26b%3Dc&list=x&list=2&list=true',
    });
  });
  it('a body as JSON, as text, or as a form', async () => {
    const url = await serve(echo);
    expect(await bodyOf({ method: 'POST', url, body: { n: '{{ input }}' } }, 5)).toMatchObject({
      body: '{"n":5}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await bodyOf({ method: 'PUT', url, body: 'plain {{ input }}' }, 5)).toMatchObject({
      body: 'plain 5',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(await bodyOf({ method: 'POST', url, headers: form, body: { a: 'x y', b: [1, 2] } })).toMatchObject({
      body: 'a=x+y&b=1&b=2',
    });
  });
  it('headers; Host and those of the connection cannot be set', async () => {
    const url = await serve(echo);
    expect(await bodyOf({ url, headers: { 'X-Key': '{{ input }}', 'X-None': null } }, 7)).toMatchObject({
      headers: { 'x-key': '7' },
    });
    for (const name of ['Host', 'Content-Length', 'Transfer-Encoding', 'Connection']) {
      expect((await request({ url, headers: { [name]: 'x' } })).error).toMatchObject({
        code: 'config_invalid',
        path: `/headers/${name}`,
      });
    }
  });
  it('no line break into a header', async () => {
    const url = await serve(echo);
    expect((await request({ url, headers: { 'X-Key': 'a{{ input }}' } }, '\r\nEvil: 1')).error).toMatchObject({
      code: 'config_invalid',
    });
  });
});

describe('Values in the URL', () => {
  const urlOf = async (path: string, input: unknown): Promise<unknown> =>
    (await bodyOf({ url: `${await serve(echo)}${path}` }, input))['url'];
  it.each([
    ['a/b', '/u/a%2Fb/x'],
    ['?q=1', '/u/%3Fq%3D1/x'],
    ['ä #', '/u/%C3%A4%20%23/x'],
    ['...', '/u/.../x'],
    [5, '/u/5/x'],
    ['%2e%2e', '/u/%252e%252e/x'],
  ])('a value in the path is one encoded segment: %j', async (input, expected) => {
    expect(await urlOf('/u/{{ input }}/x', input)).toBe(expected);
  });
  it.each(['.', '..', '', null])('and never empty, . or ..: %j', async (input) => {
    expect((await request({ url: `${await serve(echo)}/u/{{ input }}/x` }, input)).error).toMatchObject({
      code: 'config_invalid',
      path: '/url',
    });
  });
  it.each([
    ['/u/.{{ input }}', '.'],
    ['/u/%2e{{ input }}', '.'],
    ['/u/{{ input }}{{ input }}', '.'],
  ])('nor put together from parts: %s', async (path, input) => {
    expect((await request({ url: `${await serve(echo)}${path}` }, input)).error).toMatchObject({
      code: 'config_invalid',
    });
  });
  it('a value in the query is encoded', async () => {
    expect(await urlOf('/u?q={{ input }}', 'a&b#c')).toBe('/u?q=a%26b%23c');
  });
  it.each([
    ['http://{{ input }}.example.com/', 'evil.test/'],
    ['http://{{ input }}.example.com/', 'a.b'],
    ['http://{{ input }}.example.com/', 'user@evil'],
    ['http://example.com{{ input }}/', '.evil.test'],
    ['http://example.com{{ input }}/', '@evil.test'],
    ['http://example.com{{ input }}', ':99/'],
    ['http://{{ input }}/x', 'evil.test/y?'],
    ['http://{{ input }}/x', 'a@b'],
    ['http://example.com:{{ input }}/', '80@evil.test'],
    ['http://example.com:{{ input }}/', '80/'],
  ])('a value cannot change scheme, host or port of %s: %j', async (url, input) => {
    expect((await request({ url }, input)).error).toMatchObject({ code: 'config_invalid', path: '/url' });
  });
  it('a value may be a whole host, a port, or the address itself', async () => {
    const url = new URL(await serve(echo));
    expect(await bodyOf({ url: 'http://{{ input.host }}/x' }, { host: url.host })).toMatchObject({ url: '/x' });
    expect(await bodyOf({ url: 'http://127.0.0.1:{{ input.port }}/x' }, { port: Number(url.port) })).toMatchObject({
      url: '/x',
    });
    expect(await bodyOf({ url: '{{ input.base }}/x/{{ input.id }}' }, { base: url.origin, id: 'a/b' })).toMatchObject({
      url: '/x/a%2Fb',
    });
    expect(await bodyOf({ url: '{{ input }}' }, `${url.origin}/next?page=2`)).toMatchObject({ url: '/next?page=2' });
  });
  it.each(['nonsense', 'ftp://example.com/', 'http://user:pass@example.com/'])('%s is refused', async (url) => {
    expect((await request({ url })).error).toMatchObject({ path: '/url' });
  });
});

describe('What it makes of the answer', () => {
  const answering = (status: number, headers: Record<string, string>, body: string | Buffer = '') =>
    serve((_request, response) => response.writeHead(status, headers).end(body));
  it('JSON by content type, text otherwise', async () => {
    expect(
      await request({ url: await answering(200, { 'content-type': 'application/vnd.api+json' }, '{"a":[1]}') }),
    ).toMatchObject({ output: { status: 200, body: { a: [1] } } });
    expect(await request({ url: await answering(200, { 'content-type': 'text/csv' }, 'a,b') })).toMatchObject({
      output: { body: 'a,b' },
    });
    expect(
      await request({
        url: await answering(200, { 'content-type': 'text/plain; charset=iso-8859-1' }, Buffer.from([0xe4])),
      }),
    ).toMatchObject({ output: { body: 'ä' } });
    expect(await request({ url: await answering(204, { 'content-type': 'application/json' }) })).toMatchObject({
      output: { status: 204, body: null },
    });
  });
  it('integers beyond 2^53 come as text, lone surrogates as U+FFFD', async () => {
    const url = await answering(
      200,
      { 'content-type': 'application/json' },
      '{"id":12345678901234567890,"n":1.5,"s":"a\\ud800b","__proto__":1}',
    );
    const { output } = await request({ url });
    expect(JSON.stringify((output as { body: unknown }).body)).toBe(
      '{"id":"12345678901234567890","n":1.5,"s":"a\ufffdb","__proto__":1}',
    );
  });
  it('refuses broken JSON with clear words', async () => {
    expect(
      (await request({ url: await answering(200, { 'content-type': 'application/json' }, '{"a":') })).error,
    ).toMatchObject({ code: 'invalid_response' });
  });
  it('status >= 400 is an error with the body, unless acceptStatus names it', async () => {
    const url = await answering(404, { 'content-type': 'application/json' }, '{"message":"no such thing"}');
    const { error } = await request({ url: `${url}/a?token=secret` });
    expect(error).toMatchObject({ code: 'http_status', details: { status: 404, body: { message: 'no such thing' } } });
    expect(error!.message).toContain('answered 404: no such thing');
    expect(error!.message).not.toContain('secret');
    expect(await request({ url, acceptStatus: [404] })).toMatchObject({ status: 'success', output: { status: 404 } });
  });
  it('timeoutMs of the config limits an attempt', async () => {
    const url = await serve(() => {});
    expect((await request({ url, timeoutMs: 40 })).error).toMatchObject({ code: 'timeout' });
    expect((await request({ url, timeoutMs: '{{ input }}' }, '40')).error).toMatchObject({ code: 'timeout' });
  });
});
