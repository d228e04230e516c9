import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyDefinition } from '#lib/contracts/definition.ts';
import { newId, newTraceId } from '#lib/shared/ids.ts';
import { ApiProblem } from './api-problem.ts';
import { createClient, fillPath, queryText } from './create-client.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let seen: Seen[] = [];
let answer: { status: number; headers?: Record<string, string>; body: string };
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  });
});
let baseUrl = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  answer = { status: 200, body: '{}' };
});

describe('createClient', () => {
  const id = newId();

  it('sends what the contract declares', async () => {
    const client = createClient({ baseUrl, token: 'tw_key', workspace: 'acme' });
    await client.call('saveDraft', { params: { id }, body: { definition: emptyDefinition }, ifMatch: 7 });
    expect(seen[0]).toMatchObject({
      method: 'PUT',
      url: `/api/v1/workflows/${id}`,
      headers: {
        authorization: 'Bearer tw_key',
        'x-workspace': 'acme',
        'if-match': '"7"',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ definition: emptyDefinition });
  });

  it('leaves out empty query fields and sends no credentials that it does not have', async () => {
    await createClient({ baseUrl }).call('listWorkflows', { query: { q: 'a b&c', limit: 10, cursor: undefined } });
    expect(seen[0]?.url).toBe('/api/v1/workflows?q=a+b%26c&limit=10');
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(seen[0]?.headers).not.toHaveProperty('x-workspace');
  });

  it('sends the trace to which a call belongs, with a span of its own', async () => {
    const client = createClient({ baseUrl });
    const traceId = newTraceId();
    await client.call('executeWorkflow', { params: { id }, traceId });
    await client.call('executeWorkflow', { params: { id }, traceId });
    await client.call('executeWorkflow', { params: { id } });
    const [first, second, third] = seen.map((call) => call.headers.traceparent);
    expect(first).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(second).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(second).not.toBe(first);
    expect(third).toBeUndefined();
  });

  it('sends an empty object where a body may be left out, and the idempotency key', async () => {
    answer = { status: 202, body: '{"status":"queued"}' };
    const result = await createClient({ baseUrl }).call('executeWorkflow', { params: { id }, idempotencyKey: 'k1' });
    expect(seen[0]).toMatchObject({ body: '{}', headers: { 'idempotency-key': 'k1' } });
    expect(result.status).toBe('queued');
  });

  it('sends a file as the body itself, and says where it can be had', async () => {
    answer = { status: 201, body: JSON.stringify({ id }) };
    const client = createClient({ baseUrl, token: 't', workspace: 'acme' });
    await client.uploadFile(new Blob(['abc'], { type: 'text/csv' }), { name: '표 1.csv' });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: `/api/v1/files?name=${encodeURIComponent('표')}+1.csv`,
      body: 'abc',
    });
    expect(seen[0]!.headers).toMatchObject({
      'content-type': 'text/csv',
      authorization: 'Bearer t',
      'x-workspace': 'acme',
    });
    expect(client.fileAddress(id)).toBe(`${baseUrl}api/v1/files/${id}/content?workspace=acme`);
    answer = {
      status: 413,
      headers: { 'content-type': 'application/problem+json' },
      body: '{"status":413,"code":"too_large","title":"t","type":"x","detail":"d","traceId":"y"}',
    };
    await expect(client.uploadFile(new Blob(['abc']), { name: 'a' })).rejects.toMatchObject({ code: 'too_large' });
  });

  it('gives null for 204', async () => {
    answer = { status: 204, body: '' };
    expect(await createClient({ baseUrl }).call('deleteWorkflow', { params: { id } })).toBeNull();
  });

  it('throws the problem document with its own members', async () => {
    const problem = {
      type: 'urn:toolwright:problem:stale',
      title: 'Changed by somebody else',
      status: 412,
      detail: 'The draft is at revision 9',
      code: 'stale',
      traceId: 'abc',
      revision: 9,
      errors: [{ path: '/name', code: 'too_big', message: 'Too long' }],
    };
    answer = { status: 412, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) };
    const error = await createClient({ baseUrl })
      .call('getMe')
      .catch((caught: unknown) => caught);
    if (!(error instanceof ApiProblem)) throw new Error('expected an ApiProblem');
    expect(error).toMatchObject({ status: 412, code: 'stale', traceId: 'abc', message: 'The draft is at revision 9' });
    expect(error.document['revision']).toBe(9);
    expect(error.fieldError('/name')?.message).toBe('Too long');
  });

  it('makes a problem of an answer that is none', async () => {
    answer = { status: 502, headers: { 'x-trace-id': 't1' }, body: '<html>' };
    await expect(createClient({ baseUrl }).call('getMe')).rejects.toMatchObject({
      status: 502,
      code: 'internal',
      traceId: 't1',
    });
  });

  it('says when nothing answers', async () => {
    await expect(createClient({ baseUrl: 'http://127.0.0.1:1' }).call('getMe')).rejects.toMatchObject({
      status: 0,
      code: 'network',
    });
  });
});

describe('fillPath', () => {
  it('makes each value one segment', () => {
    expect(fillPath('/a/{id}/b/{n}', { id: 'x/../y', n: 3 })).toBe('/a/x%2F..%2Fy/b/3');
  });
  it.each(['', '.', '..'])('refuses %j', (id) => {
    expect(() => fillPath('/a/{id}', { id })).toThrow('needs a value');
  });
});

describe('queryText', () => {
  it('is empty without fields', () => {
    expect(queryText({ a: undefined, b: '', c: null })).toBe('');
  });
});
