import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyProxy extends AsyncDisposable {
  /** Origin of the proxy. */
  readonly origin: string;
}

/**
 * Adds a key to every request: the conformance suite cannot send credentials. Everything else, `Host` and `Origin` too,
 * goes through untouched.
 */
export async function startKeyProxy(target: string, key: string): Promise<KeyProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    const upstream = forward(
      {
        hostname,
        port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, authorization: `Bearer ${key}` },
        setHost: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
