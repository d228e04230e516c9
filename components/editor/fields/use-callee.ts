'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { queryKeys } from '#lib/client/query-keys.ts';
import { callableTriggers, calledTrigger } from '#lib/editor/callee.ts';
import { isId } from '#lib/shared/ids.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

const limit = 200;

/** The workflows that this one can call: all of the workspace but itself. */
export function useCallableWorkflows() {
  const { workspace, client } = useWorkspaceView();
  const { workflow } = useSession();
  const query = useQuery({
    queryKey: queryKeys.workflowList(workspace.id, { limit }),
    queryFn: ({ signal }) => client.call('listWorkflows', { query: { limit }, signal }),
  });
  return { ...query, items: query.data?.items.filter(({ id }) => id !== workflow.id) ?? [] };
}

/** What a node of `logic.workflow` calls: the callee's triggers, and the one that would start. */
export function useCallee(nodeId: string) {
  const { workspace, client } = useWorkspaceView();
  const config = useEditor((state) => state.nodesById.get(nodeId)?.config);
  const id = typeof config?.workflowId === 'string' && isId(config.workflowId) ? config.workflowId : null;
  const query = useQuery({
    queryKey: [...queryKeys.workflow(workspace.id, id ?? ''), 'called'],
    enabled: id !== null,
    queryFn: async ({ signal }) => {
      const { definition, liveVersion } = await client.call('getWorkflow', { params: { id: id! }, signal });
      if (liveVersion === null) return definition;
      return (await client.call('getVersion', { params: { id: id!, version: liveVersion }, signal })).definition;
    },
  });
  return useMemo(() => {
    const triggers = query.data ? callableTriggers(query.data) : [];
    return { known: query.data !== undefined, triggers, trigger: calledTrigger(triggers, config?.trigger) };
  }, [query.data, config?.trigger]);
}
