import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stampClientAddresses } from './own-forwarded-for.ts';

let server: Server;
beforeAll(async () => {
  stampClientAddresses(0);
  server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

function headersSeen(sent: Record<string, string>): Promise<Record<string, string>> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', headers: sent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(JSON.parse(text) as Record<string, string>));
    }).on('error', reject);
  });
}

test('what a client says about its address is replaced by what the socket says', async () => {
  const seen = await headersSeen({
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=6.6.6.6',
  });
  expect(seen['x-forwarded-for']).toBe('127.0.0.1');
  expect(Object.keys(seen)).not.toContain('x-forwarded-host');
  expect(Object.keys(seen)).not.toContain('x-forwarded-proto');
  expect(Object.keys(seen)).not.toContain('forwarded');
});

test('a client that says nothing is stamped too', async () => {
  expect((await headersSeen({}))['x-forwarded-for']).toBe('127.0.0.1');
});
