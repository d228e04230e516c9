import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

interface RequestStart {
  request: IncomingMessage;
}

/**
 * Next shows route handlers no socket and believes whatever `X-Forwarded-For` a client sends. So each request that
 * reaches this process's HTTP server is stamped with the address of its socket: without a trusted proxy the header is replaced
 * and other forwarding headers are dropped, with one the address is appended. Call once, when the process starts.
 */
export function stampClientAddresses(trustProxy: number): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as RequestStart;
    const address = request.socket.remoteAddress ?? '';
    const { headers } = request;
    if (trustProxy === 0) {
      for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded'])
        delete headers[name];
      headers['x-forwarded-for'] = address;
      return;
    }
    const before = headers['x-forwarded-for'];
    headers['x-forwarded-for'] = before === undefined ? address : `${String(before)}, ${address}`;
  });
}
