import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IdleProxy extends AsyncDisposable {
  readonly origin: string;
  /** Exchanges that it has cut so far. */
  readonly cuts: number;
}

/** Passes requests on as proxies do, and cuts every exchange in which nothing was sent to the caller for `idleMs`. */
export async function startIdleProxy(target: string, idleMs: number): Promise<IdleProxy> {
  const { hostname, port } = new URL(target);
  let cuts = 0;
  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method, url, headers } = incoming;
    const outgoing = forward({ hostname, port, method, path: url, headers, agent: false });
    const cut = (): void => {
      cuts += 1;
      response.destroy();
    };
    let idle = setTimeout(cut, idleMs);
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.on('data', () => {
        clearTimeout(idle);
        idle = setTimeout(cut, idleMs);
      });
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => {
      clearTimeout(idle);
      outgoing.destroy();
    });
    incoming.pipe(outgoing);
  };
  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
