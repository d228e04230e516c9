import { headers } from 'next/headers';
import type { Identity } from '#lib/auth/identity.ts';
import { deps } from './deps.ts';

/**
 * Who looks at a page; null for nobody. Pages that show data of a workspace ask this, never the proxy. Only the cookie
 * counts: an `Authorization` header on a page belongs to something in front of us.
 */
export async function currentIdentity(): Promise<Identity | null> {
  const cookie = (await headers()).get('cookie');
  return cookie === null ? null : deps().authenticator.identify(new Headers({ cookie }));
}
