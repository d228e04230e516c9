'use client';
import { signIn } from 'next-auth/react';

interface Intent {
  /** A path of ours, for when all went well. */
  callbackUrl: string;
  /** Links the identity to the account of whoever is signed in. */
  intent?: 'link';
  /** The token of an invitation's link. */
  invitation?: string;
}

/** Leaves the page for a provider, or for the page that says why not. */
export async function beginProviderSignIn(provider: string, intent: Intent): Promise<void> {
  await signIn(provider, { ...intent });
  // The page is on its way out: what was pressed stays busy.
  await new Promise(() => undefined);
}
