import { headers } from 'next/headers';
import type { Identity } from '#lib/auth/identity.ts';
import { deps } from './deps.ts';

/** Who looks at a page; null for nobody. Pages that show data of a workspace ask this, never the proxy. */
export async function currentIdentity(): Promise<Identity | null> {
  return deps().authenticator.identify(new Headers(await headers()));
}
