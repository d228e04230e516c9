import type { IncomingMessage } from 'node:http';
import { clientAddress } from '#lib/http/request-guards.ts';

/** The client's address: the socket's, or one entry further left in `X-Forwarded-For` for each trusted proxy in front. */
export function addressOf(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustProxy: number,
): string {
  const own = socket.remoteAddress ?? '';
  const claimed = trustProxy === 0 ? undefined : headers['x-forwarded-for'];
  if (claimed === undefined) return own;
  return clientAddress({ get: () => `${String(claimed)}, ${own}` }, trustProxy) ?? own;
}
