'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { limits } from '#lib/contracts/limits.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

/** A large value of a run: which run's, and its hash. */
export interface ValuePlace {
  id: string;
  sha256: string;
}

/** Bytes that are read at first, and what is added at a time. */
const FIRST_BYTES = 4 * 1024;
const MORE_BYTES = 64 * 1024;

/** The value as text, piece by piece. It never changes. */
export function useValuePieces(place: ValuePlace) {
  const { workspace, client } = useWorkspaceView();
  const query = useInfiniteQuery({
    queryKey: [...queryKeys.executionValue(workspace.id, place), 'pieces'],
    queryFn: ({ pageParam: start, signal }) =>
      client.readValue(place, { start, length: start === 0 ? FIRST_BYTES : MORE_BYTES, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ size }, pages) => {
      const read = pages.reduce((sum, { bytes }) => sum + bytes.length, 0);
      return read < size ? read : undefined;
    },
    staleTime: Infinity,
  });
  const { data, hasNextPage } = query;
  const texts = useMemo(() => {
    // A letter may lie in two pieces.
    const decoder = new TextDecoder();
    const pages = data?.pages ?? [];
    return pages.map(({ bytes }, at) => decoder.decode(bytes, { stream: hasNextPage || at < pages.length - 1 }));
  }, [data, hasNextPage]);
  const first = data?.pages[0];
  return { query, texts, size: first?.size ?? null, isText: first?.isText ?? false };
}

/** The whole value, once somebody wants it. */
export function useWholeValue(place: ValuePlace | null, wanted: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.executionValue(workspace.id, place ?? { id: '', sha256: '' }), 'whole'],
    queryFn: async ({ signal }) => {
      const { bytes, isText } = await client.readValue(place!, { start: 0, length: limits.valueBytes, signal });
      const text = new TextDecoder().decode(bytes);
      return { value: isText ? text : (JSON.parse(text) as unknown) };
    },
    enabled: wanted && place !== null,
    staleTime: Infinity,
  });
}
