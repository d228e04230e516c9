import { networkInterfaces } from 'node:os';
import type { Config } from '#lib/config/config.ts';

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Where the other processes reach this very one. `INTERNAL_URL` may be a name that several share: here it is the address that
 * is listened on or, for one that listens on all, the machine's own.
 */
export function peerAddress({ internalHost, internalPort }: Pick<Config, 'internalHost' | 'internalPort'>): string {
  const host = EVERYWHERE.has(internalHost) ? ownAddress() : internalHost;
  return `http://${host.includes(':') ? `[${host}]` : host}:${internalPort}`;
}

function ownAddress(): string {
  const outside = Object.values(networkInterfaces()).flatMap((all) => all?.filter(({ internal }) => !internal) ?? []);
  const chosen = outside.find(({ family }) => family === 'IPv4') ?? outside.find(({ scopeid }) => !scopeid);
  return chosen?.address ?? '127.0.0.1';
}
