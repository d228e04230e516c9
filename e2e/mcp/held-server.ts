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
  /** Answers what waits and, from now on, everything at once. */
  release(): void;
  /** From now on requests wait again. */
  hold(): void;
}

/** On a free port of 127.0.0.1; it begins by holding. */
export async function startHeldServer(): Promise<HeldServer> {
  const paths: string[] = [];
  let waiting: ServerResponse[] = [];
  let holds = true;
  const answer = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    if (holds) waiting.push(response);
    else answer(response);
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
    release: () => {
      holds = false;
      waiting.forEach(answer);
      waiting = [];
    },
    hold: () => {
      holds = true;
    },
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
