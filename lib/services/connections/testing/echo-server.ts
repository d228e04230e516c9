import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

export interface EchoServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly url: string;
  /** Every request, in order. */
  readonly seen: { url: string; headers: IncomingMessage['headers'] }[];
}

/** A real HTTP server that answers with what it was sent: url and headers as JSON. `answer` comes first, if it answers. */
export function useEchoServer(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): EchoServer {
  const seen: EchoServer['seen'] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url!, headers: request.headers });
    if (answer(request, response)) return;
    const body = JSON.stringify({ url: request.url, headers: request.headers });
    response.setHeader('content-type', 'application/json').setHeader('x-echo', request.headers.authorization ?? 'none');
    response.end(body);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = (): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    get host() {
      return host();
    },
    get url() {
      return `http://${host()}`;
    },
    seen,
  };
}
