'use client';
import { useEffect } from 'react';
import { useConnections } from '#components/connections/use-connections.ts';
import type { EditorSession } from './editor-session.ts';

/** Tells the editor which connections there are, so that a missing one is seen while drawing. */
export function useKnownConnections({ editor }: EditorSession): void {
  const { data, hasNextPage, fetchNextPage } = useConnections();
  useEffect(() => {
    if (hasNextPage) void fetchNextPage();
    else if (data) editor.setConnections(data.pages.flatMap((page) => page.items));
  }, [editor, data, hasNextPage, fetchNextPage]);
}
