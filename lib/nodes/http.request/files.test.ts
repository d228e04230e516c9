import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { memoryPorts, type MemoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { run } from '#lib/runner/testing/run-workflow.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { nameOf } from './files.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const http = createOutboundHttp({ outboundAllow: ['127.0.0.1'] });
let got: { type: IncomingHttpHeaders['content-type']; body: Buffer } | null = null;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url!, 'http://x');
    if (request.method === 'POST') got = { type: request.headers['content-type'], body: Buffer.concat(chunks) };
    if (url.pathname === '/moved')
      return response.writeHead(302, { location: '/logo.png', 'content-type': 'image/gif' }).end('no');
    const status = Number(url.searchParams.get('status') ?? 200);
    if (url.searchParams.has('untyped')) return response.writeHead(200).end(Buffer.from([0xff, 0xfe, 0]));
    const gzip = url.searchParams.has('gzip');
    response.writeHead(status, {
      'content-type': 'image/png',
      ...(gzip && { 'content-encoding': 'gzip' }),
      ...(url.searchParams.has('named') && { 'content-disposition': 'attachment; filename="../../evil name.png"' }),
    });
    return response.end(gzip ? gzipSync(png) : png);
  });
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => (got = null));
afterAll(async () => {
  server.close();
  await http.close();
});

function fetching(config: Record<string, unknown>): WorkflowDefinition {
  return aWorkflow()
    .node('start', 'trigger.manual')
    .node('call', 'http.request', config)
    .chain('start', 'call')
    .build();
}
function ports(): MemoryPorts {
  return { ...memoryPorts(), http };
}
const bodyOf = (end: RunEnd): unknown => (end.output as { body: unknown }).body;

describe('a binary answer', () => {
  it.each(['/logo.png', '/logo.png?gzip', '/moved'])('%s becomes a file', async (path) => {
    const own = ports();
    const end = await run(fetching({ url: base + path }), { ports: own });
    expect(end.error).toBe(null);
    expect(bodyOf(end)).toEqual({
      $file: expect.objectContaining({ name: 'logo.png', mimeType: 'image/png', size: png.length }),
    });
    expect([...own.files.stored.values()].map(({ bytes }) => bytes)).toEqual([png]);
    expect(end.files).toHaveLength(1);
  });
  it('also without a type, if it is no text', async () => {
    const end = await run(fetching({ url: `${base}/x?untyped` }), { ports: ports() });
    expect(bodyOf(end)).toMatchObject({ $file: { size: 3 } });
  });
  it('of a refusal becomes none, unless it is accepted', async () => {
    const own = ports();
    const refused = await run(fetching({ url: `${base}/a?status=404` }), { ports: own });
    expect(refused.error).toMatchObject({ code: 'http_status', details: { status: 404, body: null } });
    expect(own.files.stored.size).toBe(0);
    const accepted = await run(fetching({ url: `${base}/a?status=404`, acceptStatus: [404] }), { ports: own });
    expect(bodyOf(accepted)).toMatchObject({ $file: { size: png.length } });
  });
  it('is named by the server or the address', () => {
    const named = (headers: Record<string, string>, url = 'https://a.example/b/c%20d.pdf?x=1'): string =>
      nameOf({ headers, url });
    expect(named({})).toBe('c d.pdf');
    expect(named({ 'content-disposition': "attachment; filename=x.bin; filename*=UTF-8''%ED%95%9C.txt" })).toBe(
      '한.txt',
    );
    expect(named({ 'content-disposition': 'attachment; filename="a b.txt"' })).toBe('a b.txt');
    expect(named({}, 'https://a.example/')).toBe('download');
    expect(named({}, 'https://a.example/%E0%A4%A')).toBe('%E0%A4%A');
  });
});

describe('a file as the body', () => {
  it('is sent as its bytes, with its type', async () => {
    const workflow = aWorkflow()
      .node('start', 'trigger.manual')
      .node('get', 'http.request', { url: `${base}/logo.png` })
      .node('put', 'http.request', { method: 'POST', url: `${base}/sink`, body: '{{ steps.get.body }}' })
      .chain('start', 'get', 'put')
      .build();
    expect((await run(workflow, { ports: ports() })).error).toBe(null);
    expect(got).toEqual({ type: 'image/png', body: png });
  });
  it('that was never minted is plain data', async () => {
    const $file = { id: 'x', name: 'n', mimeType: 'image/png', size: 1, sha256: 'y' };
    const end = await run(fetching({ method: 'POST', url: `${base}/sink`, body: { $file } }), { ports: ports() });
    expect(got!.type).toBe('application/json');
    expect(JSON.parse(got!.body.toString())).toEqual({ $file });
    expect(end.steps.at(-1)!.logs).toEqual([expect.objectContaining({ level: 'warn' })]);
  });
});
