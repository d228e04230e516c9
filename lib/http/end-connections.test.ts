import { Agent, createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { endConnections } from './end-connections.ts';

it('lets a server close although a client keeps its connection, after the answer under way', async () => {
  const [retiring, stopping] = [new AbortController(), new AbortController()];
  endConnections({ retiring: retiring.signal, stopping: stopping.signal });
  let held: ServerResponse | null = null;
  const server = createServer((_request, response) => {
    held = response;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const answer = new Promise<string>((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
    }).on('error', reject);
  });
  await expect.poll(() => held).not.toBeNull();
  const closed = new Promise((resolve) => server.close(resolve));
  retiring.abort();
  stopping.abort();
  await new Promise((resolve) => setTimeout(resolve, 120));
  held!.end('whole');
  expect(await answer).toBe('whole');
  const endedAt = performance.now();
  await closed;
  expect(performance.now() - endedAt).toBeLessThan(1_000);
  agent.destroy();
});
