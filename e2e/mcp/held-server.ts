import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A server that workflows call and that answers when the test wants it to. */
export interface HeldServer extends AsyncDisposable {
  readonly origin: string;
  /** Requests so far, whether answered or not. */
  requests(path: string): number;
  /** Resolves when so many requests for the path have arrived, in all. */
  arrived(path: string, count: number): Promise<void>;
  /** Answers what waits for the path and, from now on, every request for it at once. */
  release(path: string): void;
}

/** On a free port of 127.0.0.1. Every path holds its requests until it is released. */
export async function startHeldServer(): Promise<HeldServer> {
  const paths: string[] = [];
  const released = new Set<string>();
  let waiting: { path: string; response: ServerResponse }[] = [];
  const answer = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    paths.push(path);
    if (released.has(path)) answer(response);
    else waiting.push({ path, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const requests = (path: string): number => paths.filter((each) => each === path).length;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    arrived: (path, count) =>
      vi.waitFor(
        () => {
          if (requests(path) < count) throw new Error(`${requests(path)} of ${count} requests for ${path} arrived`);
        },
        { timeout: 20_000, interval: 20 },
      ),
    release: (path) => {
      released.add(path);
      waiting.filter((each) => each.path === path).forEach(({ response }) => answer(response));
      waiting = waiting.filter((each) => each.path !== path);
    },
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
