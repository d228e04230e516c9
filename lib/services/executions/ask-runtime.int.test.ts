import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { beat } from '#lib/db/system/heartbeats.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { askRuntime } from './ask-runtime.ts';

const call = { path: '/internal/execute', body: {}, timeoutMs: 10_000 };
const servers: Server[] = [];

/** What a runtime looks like from outside: it says how often it was asked to execute. */
async function listen(answer: RequestListener, port = 0): Promise<{ url: string; port: number; calls(): number }> {
  let calls = 0;
  const server = createServer((request, response) => {
    if (request.url === '/readyz') return response.end('ready');
    calls += 1;
    return answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, calls: () => calls };
}
const serves: RequestListener = (_request, response) => response.end('{"ended":false}');
const stops: RequestListener = (_request, response) => {
  response.statusCode = 503;
  response.end(JSON.stringify({ error: { code: 'unavailable', message: 'stopping', notAccepted: true } }));
};
const breaksOff: RequestListener = (request) => request.socket.destroy();

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

describe('a call to the runtimes', () => {
  const world = useWorld();
  const depsAt = (internalUrl: string) => ({ ...world.deps, config: { ...world.deps.config, internalUrl } });
  const alive = (...addresses: string[]) =>
    Promise.all(addresses.map((address) => beat(world.deps.db.pool, { id: address, role: 'runtime', address })));
  afterEach(() => world.deps.db.pool.query('DELETE FROM process_heartbeat'));
  const nobody = async (): Promise<{ url: string; port: number }> => {
    const gone = await listen(serves);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    return gone;
  };

  it('passes over those that are gone or stopping, as often as it takes', async () => {
    const [gone, stopping, serving] = [await nobody(), await listen(stops), await listen(serves)];
    await alive(gone.url, stopping.url, serving.url);
    for (let time = 0; time < 10; time += 1) {
      expect(await askRuntime(depsAt(gone.url), call)).toMatchObject({ ok: true, body: { ended: false } });
    }
    expect(serving.calls()).toBe(10);
  });

  it('waits for the only one to come back', async () => {
    const { url, port } = await nobody();
    const answer = askRuntime(depsAt(url), call);
    const { promise: back, resolve } = Promise.withResolvers<void>();
    setTimeout(() => void listen(serves, port).then(() => resolve()), 1_000);
    await back;
    expect(await answer).toMatchObject({ ok: true });
  });

  it('gives up after a while', async () => {
    const { url } = await nobody();
    const startedAt = performance.now();
    await expect(askRuntime(depsAt(url), call)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
    expect(performance.now() - startedAt).toBeGreaterThan(4_900);
  });

  it('asks nobody else once the call may have been begun', async () => {
    const [broken, serving] = [await listen(breaksOff), await listen(serves)];
    await alive(broken.url);
    await expect(askRuntime(depsAt(broken.url), call)).rejects.toMatchObject({ code: 'unavailable' });
    expect([broken.calls(), serving.calls()]).toEqual([1, 0]);
  });
});
