import { beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defineContract } from '#lib/contracts/api/contract.ts';
import { routeDefiner, type RouteHandler } from '#lib/http/define-route.ts';
import { reply } from '#lib/http/reply.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();
const defineRoute = routeDefiner(() => web.deps.http);

const startContract = defineContract({
  method: 'POST',
  path: '/test/{id}/start',
  summary: 'A call that must not happen twice',
  tag: 'Test',
  access: 'workflow:execute',
  params: z.strictObject({ id: z.string() }),
  body: z.strictObject({ n: z.int() }),
  idempotent: true,
  maxBodyBytes: 1_000,
  responses: { 200: z.object({ run: z.int() }), 202: z.object({ queued: z.boolean() }) },
});
const saveContract = defineContract({
  method: 'PUT',
  path: '/test/{id}',
  summary: 'A call with a precondition',
  tag: 'Test',
  access: 'workflow:update',
  ifMatch: true,
  responses: { 200: z.object({ revision: z.int() }) },
});

let ada: SignedUp;
beforeAll(async () => {
  ada = await web.signUp();
});

interface Sent {
  body?: string;
  headers?: Record<string, string>;
  path?: string;
}
async function send(route: RouteHandler, method: string, sent: Sent = {}) {
  const headers = {
    host: '127.0.0.1:5210',
    authorization: `Bearer ${ada.token}`,
    'content-type': 'application/json',
    ...sent.headers,
  };
  const url = `http://127.0.0.1:5210${sent.path ?? '/api/v1/test/x/start'}`;
  const request = new Request(url, { method, headers, body: sent.body ?? null });
  const response = await route(request, { params: Promise.resolve({ id: 'x' }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: (text ? JSON.parse(text) : null) as never, text };
}

describe('Idempotency-Key', () => {
  /** A route that counts its runs and waits until it is let go. */
  function counting(work: (n: number) => Promise<unknown> = () => Promise.resolve()) {
    let runs = 0;
    const route = defineRoute({
      contract: startContract,
      run: async ({ body }) => {
        runs += 1;
        const run = runs;
        await work(body.n);
        return reply(200, { run });
      },
    });
    return { route, runs: () => runs };
  }
  const post = (route: RouteHandler, key: string, body = '{"n":1}', path?: string) =>
    send(route, 'POST', { body, headers: { 'idempotency-key': key }, ...(path ? { path } : {}) });

  test('the same request gets the first answer again, and runs once', async () => {
    const { route, runs } = counting();
    const key = newId();
    const [first, again] = [await post(route, key), await post(route, key)];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
    expect(runs()).toBe(1);
    expect(again.headers.get('x-trace-id')).not.toBe(first.headers.get('x-trace-id'));
  });

  test('of twenty at once one runs, the others are told that it does', async () => {
    const gate = Promise.withResolvers<void>();
    const { route, runs } = counting(() => gate.promise);
    const key = newId();
    const all = Array.from({ length: 20 }, () => post(route, key));
    const early = await Promise.race(all);
    expect(early).toMatchObject({ status: 409, json: { code: 'in_progress' } });
    expect(early.headers.get('retry-after')).toBe('1');
    await vi.waitFor(async () => {
      const { rows } = await web.db.pool.query('SELECT 1 FROM idempotency_record WHERE key = $1', [key]);
      expect(rows).toHaveLength(1);
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    gate.resolve();
    const statuses = (await Promise.all(all)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    expect(runs()).toBe(1);
    expect((await post(route, key)).json).toEqual({ run: 1 });
  });

  test('another body is 422; another route, principal or key is another request', async () => {
    const { route, runs } = counting();
    const key = newId();
    await post(route, key);
    expect(await post(route, key, '{"n":2}')).toMatchObject({ status: 422, json: { code: 'idempotency_mismatch' } });
    expect((await post(route, key, '{"n":2}', '/api/v1/test/y/start')).status).toBe(200);
    expect((await post(route, newId(), '{"n":2}')).status).toBe(200);
    const eve = await web.signUp();
    const headers = { 'idempotency-key': key, authorization: `Bearer ${eve.token}` };
    expect((await send(route, 'POST', { body: '{"n":2}', headers })).status).toBe(200);
    expect(runs()).toBe(4);
  });

  test('an expected refusal is an answer; a failure that may pass gives the key back', async () => {
    const failures = [new AppError('not_deployable', 'no'), new AppError('overloaded', 'busy'), new Error('bug')];
    for (const [failure, kept] of failures.map((failure, at) => [failure, at === 0] as const)) {
      let healthy = false;
      const { route } = counting(() => (healthy ? Promise.resolve() : Promise.reject(failure)));
      const key = newId();
      const first = await post(route, key);
      healthy = true;
      const again = await post(route, key);
      if (kept) expect(again.text).toBe(first.text);
      else expect(again.status).toBe(200);
      expect(again.headers.get('content-type')).toBe(kept ? 'application/problem+json' : 'application/json');
    }
  });

  test('a request whose process died is not run again; its key says so', async () => {
    const { route, runs } = counting();
    const key = newId();
    await post(route, key);
    await web.db.pool.query(
      "UPDATE idempotency_record SET status = NULL, finished_at = NULL, created_at = now() - interval '3 minutes' WHERE key = $1",
      [key],
    );
    expect(await post(route, key)).toMatchObject({ status: 409, json: { code: 'conflict' } });
    expect(runs()).toBe(1);
  });

  test('after 24 hours a key is new', async () => {
    const { route, runs } = counting();
    const key = newId();
    await post(route, key);
    await web.db.pool.query("UPDATE idempotency_record SET created_at = now() - interval '25 hours' WHERE key = $1", [
      key,
    ]);
    expect((await post(route, key, '{"n":2}')).json).toEqual({ run: 2 });
    expect((await post(route, key, '{"n":2}')).json).toEqual({ run: 2 });
    expect(runs()).toBe(2);
  });

  test.each(['', 'with space', 'x'.repeat(256)])('%j is no key', async (key) => {
    expect((await post(counting().route, key)).status).toBe(400);
  });
});

describe('requests', () => {
  const route = defineRoute({ contract: startContract, run: () => reply(202, { queued: true }) });
  const save = defineRoute({ contract: saveContract, run: ({ ifMatch }) => ({ revision: ifMatch }) });

  test.each([
    ['{"n":', 400, 'malformed'],
    ['{"n":"x"}', 422, 'invalid'],
    [`{"n":1,"pad":"${'x'.repeat(1_000)}"}`, 413, 'too_large'],
  ])('the body %s is %i', async (body, status, code) => {
    expect(await send(route, 'POST', { body })).toMatchObject({ status, json: { status, code } });
  });

  test('other types than JSON are 415', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send(route, 'POST', { body: 'n=1', headers })).status).toBe(415);
  });

  test('If-Match: none is 428, nonsense 400, a quoted revision passes', async () => {
    const put = (headers: Record<string, string>) => send(save, 'PUT', { headers, path: '/api/v1/test/x' });
    expect((await put({})).status).toBe(428);
    for (const tag of ['12', '*', 'W/"12"', '"x"', '"12", "13"', '"-1"']) {
      expect((await put({ 'if-match': tag })).status, tag).toBe(400);
    }
    expect((await put({ 'if-match': '"12"' })).json).toEqual({ revision: 12 });
  });

  test('a valid traceparent gives the trace id, a bad one does not', async () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    const ask = (traceparent: string) => send(route, 'POST', { body: '{"n":1}', headers: { traceparent } });
    expect((await ask(`00-${id}-00f067aa0ba902b7-01`)).headers.get('x-trace-id')).toBe(id);
    for (const bad of ['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]) {
      expect((await ask(bad)).headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});

describe('answers', () => {
  const failing = (error: unknown): RouteHandler =>
    defineRoute({
      contract: startContract,
      run: () => {
        throw error;
      },
    });

  test('an unexpected error shows nothing of itself and is logged with its trace id', async () => {
    const log = vi.spyOn(web.deps.logger, 'error');
    const secret = new Error('connect failed: postgres://user:hunter2@db');
    const answer = await send(failing(secret), 'POST', { body: '{"n":1}' });
    expect(answer.json).toEqual({
      type: 'urn:toolwright:problem:internal',
      title: 'Internal error',
      status: 500,
      detail: expect.any(String),
      code: 'internal',
      traceId: answer.headers.get('x-trace-id'),
    });
    expect(answer.text).not.toContain('hunter2');
    expect(log).toHaveBeenCalledWith(
      expect.objectContaining({ err: secret, traceId: answer.headers.get('x-trace-id') }),
      expect.any(String),
    );
    log.mockRestore();
  });

  test('an expected error has its code, extra members, errors and Retry-After, never its cause', async () => {
    const error = new AppError('overloaded', 'Busy', {
      details: { queue: 7, status: 200, code: 'other' },
      errors: [{ path: '/n', code: 'x', message: 'm' }],
      retryAfterMs: 1_500,
      cause: new Error('hunter2'),
    });
    const answer = await send(failing(error), 'POST', { body: '{"n":1}' });
    expect(answer).toMatchObject({
      status: 503,
      json: { status: 503, code: 'overloaded', queue: 7, errors: [{ path: '/n' }] },
    });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.text).not.toContain('hunter2');
  });

  test('every answer is private, not stored, not sniffed, not framed, and allows no other site', async () => {
    for (const body of ['{"n":1}', 'x']) {
      const { headers } = await send(failing(new AppError('conflict', 'no')), 'POST', { body });
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.has('access-control-allow-origin')).toBe(false);
    }
  });
});

describe('streams', () => {
  const streamContract = defineContract({
    method: 'GET',
    path: '/test/events',
    summary: 'Events',
    tag: 'Test',
    access: 'execution:read',
    stream: true,
    responses: { 200: null },
  });
  const stream = defineRoute({
    contract: streamContract,
    run: async function* ({ lastEventId, signal }) {
      yield { id: String(Number(lastEventId ?? 0) + 1), event: 'tick', data: { after: lastEventId ?? null } };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
  const open = (token: string, headers: Record<string, string> = {}) =>
    stream(
      new Request('http://127.0.0.1:5210/api/v1/test/events', {
        headers: { host: '127.0.0.1:5210', authorization: `Bearer ${token}`, ...headers },
      }),
      { params: Promise.resolve({}) },
    );

  test('resume with Last-Event-ID and end within a second when the session ends', async () => {
    const eve = await web.signUp();
    const response = await open(eve.token, { 'last-event-id': '41' });
    const text = response.text();
    const endedAt = Date.now();
    await web.db.pool.query('UPDATE session SET ended_at = now() WHERE user_id = $1', [eve.user.id]);
    expect(await text).toContain('id: 42\nevent: tick\ndata: {"after":"41"}\n\n');
    expect(Date.now() - endedAt).toBeLessThan(1_200);
  });

  test('end when the key is revoked or the role is lost', async () => {
    const eve = await web.signUp();
    const key = await web.call<{ id: string; key: string }>('POST', '/api-keys', {
      token: eve.token,
      body: { name: 'k' },
    });
    const response = await open(key.json.key);
    await web.call('DELETE', `/api-keys/${key.json.id}`, { token: eve.token });
    expect(await response.text()).toContain('event: tick');
    const second = await open(eve.token);
    await web.db.pool.query("UPDATE membership SET role = 'viewer' WHERE user_id = $1", [eve.user.id]);
    expect(await second.text()).toContain('event: tick');
  });

  // The last one: the process of this file stops with it.
  test('end when the process begins to stop', async () => {
    const eve = await web.signUp();
    const reader = (await open(eve.token)).body!.getReader();
    let text = '';
    while (!text.includes('event: tick')) text += new TextDecoder().decode((await reader.read()).value);
    web.deps.beginStop();
    expect((await reader.read()).done).toBe(true);
    expect(await (await open(eve.token)).text()).not.toContain('event: tick');
  });
});
