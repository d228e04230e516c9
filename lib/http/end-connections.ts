import { subscribe } from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';

interface RequestStart {
  server: Server;
  response: ServerResponse;
}

const SWEEP_MS = 50;

/**
 * Next closes its server when it is asked to stop, and then waits for connections that clients keep and use again. So from
 * `retiring` on each connection ends with its current answer, and from `stopping` on those without a request are closed:
 * not before, because what is in front may be sending one. Call once, when the process starts.
 */
export function endConnections({ retiring, stopping }: { retiring: AbortSignal; stopping: AbortSignal }): void {
  const servers = new Set<Server>();
  subscribe('http.server.request.start', (message) => {
    const { server, response } = message as RequestStart;
    servers.add(server);
    if (retiring.aborted) response.setHeader('connection', 'close');
  });
  const sweep = (): void => servers.forEach((server) => server.closeIdleConnections());
  stopping.addEventListener('abort', () => setInterval(sweep, SWEEP_MS).unref(), { once: true });
}
