import { say } from '#lib/shared/say.ts';
import { isIP } from 'node:net';
import { AppError } from '#lib/shared/app-error.ts';

/** The addresses under which people reach the web app. */
export interface PublicAddresses {
  host: string;
  port: number;
  publicUrl: string;
}

/** Origins that are ours: the public one and, when we listen on loopback (or everywhere), its other spellings. */
export function ownOrigins(config: PublicAddresses): ReadonlySet<string> {
  const origins = new Set([new URL(config.publicUrl).origin]);
  const loopback = ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::'].includes(config.host);
  if (loopback) {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) origins.add(`http://${name}:${config.port}`);
  }
  return origins;
}

/** DNS rebinding ends here: a Host that is not one of ours is refused (400). */
export function requireOwnHost(headers: Headers, origins: ReadonlySet<string>): void {
  const host = headers.get('host')?.toLowerCase();
  for (const origin of origins) {
    const url = new URL(origin);
    if (host === url.host || host === `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`) return;
  }
  throw new AppError('malformed', 'The Host header names another site');
}

/** A change by cookie must come from our own pages: `Origin` is there and exactly ours (403). */
export function requireOwnOrigin(headers: Headers, origins: ReadonlySet<string>): void {
  const origin = headers.get('origin');
  if (origin === null || !origins.has(origin)) {
    throw new AppError('forbidden', say('only_own_pages'));
  }
}

/**
 * The client's address. The last entry of `X-Forwarded-For` was written by our own server from the socket (see
 * `own-forwarded-for.ts`); each trusted proxy in front moves it one entry to the left.
 */
export function clientAddress(headers: Pick<Headers, 'get'>, trustProxy: number): string | undefined {
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  const address = hops.at(-1 - trustProxy) ?? hops[0];
  if (address === undefined || isIP(address) === 0) return undefined;
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
