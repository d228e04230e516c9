import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '#lib/mcp/reply.ts';

/** A request has to be here, headers and body, in this time: slow senders do not hold places. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** Longer than what proxies in front keep connections: otherwise they send into a closing one. */
const IDLE_TIMEOUT_MS = 75_000;
const SWEEP_MS = 50;

export interface Listening {
  readonly port: number;
  /** From now on each connection ends with its current answer; new ones are still served. */
  retire(): void;
  /**
   * Takes no new connections and ends each open one with its current answer; after `graceMs` cuts what is left. Resolves
   * when all are gone.
   */
  stop(graceMs: number): Promise<void>;
}

interface ListenOptions {
  host: string;
  port: number;
  /** Several processes share the port (SO_REUSEPORT). */
  shared?: boolean;
}

export async function listen(listener: RequestListener, options: ListenOptions): Promise<Listening> {
  let retired = false;
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: IDLE_TIMEOUT_MS },
    (request, response) => {
      if (retired) response.setHeader('connection', 'close');
      listener(request, response);
    },
  );
  await opened(server, options);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    port: address.port,
    retire: () => {
      retired = true;
    },
    stop: (graceMs) => {
      retired = true;
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      return new Promise((resolve) => {
        server.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
      });
    },
  };
}

function opened(server: Server, { host, port, shared = false }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, reusePort: shared }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** A short plain answer. */
export function replyText(response: ServerResponse, status: number, text: string, contentType = 'text/plain'): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
