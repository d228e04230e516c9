'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';

/** Which runs are meant: those that ended and began before a moment (RFC 3339), of one workflow if one is named. */
interface OldRuns {
  before: string;
  workflowId?: string;
}

/** Deletes one run that ended. */
export function useDeleteRun() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.call('deleteExecution', { params: { id } }),
    onSuccess: (_nothing, id) => {
      cache.removeQueries({ queryKey: queryKeys.execution(workspace.id, id) });
      return cache.invalidateQueries({ queryKey: [...queryKeys.executions(workspace.id), 'list'] });
    },
  });
}

/** How many there are to delete. */
export function useOldRuns(runs: OldRuns) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.executions(workspace.id), 'deletable', runs],
    queryFn: ({ signal }) => client.call('countDeletableExecutions', { query: { ...runs }, signal }),
  });
}

/** Deletes them call by call, as long as there are more, nobody stops it, and somebody looks. `deleted`: so far. */
export function useDeleteOldRuns() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const [deleted, setDeleted] = useState(0);
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const mutation = useMutation({
    mutationFn: async (runs: OldRuns): Promise<number> => {
      stopped.current = false;
      let sum = 0;
      for (let more = true; more && !stopped.current;) {
        const answer = await client.call('deleteExecutions', { body: { ...runs } });
        sum += answer.deleted;
        more = answer.more;
        setDeleted(sum);
      }
      return sum;
    },
    onMutate: () => setDeleted(0),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
  });
  const stop = (): void => {
    stopped.current = true;
  };
  return { ...mutation, deleted, stop };
}
