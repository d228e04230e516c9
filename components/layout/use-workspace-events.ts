'use client';
import { useEffect, useRef } from 'react';
import type { AppEvent } from '#lib/contracts/events.ts';
import { useClient } from './workspace-context.tsx';

/**
 * Follows the workspace's events while the component is mounted and the page is visible (a browser has few
 * connections to give). `onReconnect`: something may have been missed, load anew.
 */
export function useWorkspaceEvents(onEvent: (event: AppEvent) => void, onReconnect: () => void): void {
  const client = useClient();
  const handlers = useRef({ onEvent, onReconnect });
  useEffect(() => {
    handlers.current = { onEvent, onReconnect };
  });
  useEffect(() => {
    let stop: (() => void) | null = null;
    let interrupted = false;
    const start = () => {
      stop ??= client.subscribe('streamEvents', {
        onEvent: (event) => handlers.current.onEvent(event),
        onState: (state) => {
          if (state === 'open' && interrupted) handlers.current.onReconnect();
          interrupted = state === 'reconnecting';
        },
      });
    };
    const onVisibility = () => {
      if (document.visibilityState === 'visible') return start();
      stop?.();
      stop = null;
      interrupted = true;
    };
    onVisibility();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      stop?.();
    };
  }, [client]);
}
