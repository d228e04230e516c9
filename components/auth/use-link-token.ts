'use client';
import { useSyncExternalStore } from 'react';

function onHashChange(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/**
 * The token of the link that led here: what follows `#`, which browsers send to no server. `keptAs`: it is remembered for
 * this tab, so that somebody can sign in and come back. Null while the server renders, empty without a token.
 */
export function useLinkToken(keptAs?: string): string | null {
  return useSyncExternalStore(
    onHashChange,
    () => {
      const token = window.location.hash.slice(1);
      if (keptAs === undefined) return token;
      if (token !== '') window.sessionStorage.setItem(keptAs, token);
      return token || (window.sessionStorage.getItem(keptAs) ?? '');
    },
    () => null,
  );
}
