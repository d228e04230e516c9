'use client';
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** False on the server and while its markup comes alive; true from then on, and at once for what the browser draws itself. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
