import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import { liveProcesses } from '#lib/db/system/heartbeats.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime({ STOP_DELAY_MS: '700' });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const ask = (
  port: number,
  path: string,
): Promise<{ status: number; connection: string | undefined; reused: boolean }> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent }, (response) => {
      const { statusCode: status = 0, headers } = response;
      response.resume().on('end', () => resolve({ status, connection: headers.connection, reused: sent.reusedSocket }));
    });
    sent.on('error', reject).end();
  });

it('is not ready first, serves on for its delay, ends connections with their answers, and then is gone', async () => {
  const { port, internalPort } = harness.runtime;
  expect(await ask(port, '/readyz')).toMatchObject({ status: 200, connection: 'keep-alive' });
  const addresses = async () => (await liveProcesses(harness.deps.db.pool, 'runtime', 5_000)).map((one) => one.address);
  expect(await addresses()).toEqual([`http://127.0.0.1:${internalPort}`]);
  const stopped = harness.runtime.stop(1_000);
  await expect.poll(addresses).toEqual([null]);
  expect(await ask(port, '/readyz')).toEqual({ status: 503, connection: 'close', reused: true });
  expect(await ask(internalPort, '/readyz')).toMatchObject({ status: 503 });
  // Whoever has not looked yet is served as before.
  expect(await ask(port, '/mcp/acme/nothing')).toMatchObject({ status: 401, connection: 'close' });
  await stopped;
  await expect(ask(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
