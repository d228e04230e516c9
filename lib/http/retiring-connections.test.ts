import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { endConnections } from './end-connections.ts';

it('keeps connections while it retires, and asks for their end with each answer', async () => {
  const [retiring, stopping] = [new AbortController(), new AbortController()];
  endConnections({ retiring: retiring.signal, stopping: stopping.signal });
  const server = createServer((_request, response) => response.end('whole'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<[connection: string | undefined, reused: boolean]> =>
    new Promise((resolve, reject) => {
      const request = get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().on('end', () => resolve([response.headers.connection, request.reusedSocket]));
      }).on('error', reject);
    });
  expect(await ask()).toEqual(['keep-alive', false]);
  retiring.abort();
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(await ask()).toEqual(['close', true]);
  expect(await ask()).toEqual(['close', false]);
  stopping.abort();
  await new Promise((resolve) => server.close(resolve));
  agent.destroy();
});
