'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceEvents } from '../layout/use-workspace-events.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { serversOf } from './servers-of.ts';

const ACTIVITY_EVERY_MS = 15_000;

/** How a workflow's server is set, and how its tools look. */
export function useServerSettings(workflowId: string) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: queryKeys.server(workspace.id, workflowId),
    queryFn: ({ signal }) => client.call('getServer', { params: { id: workflowId }, signal }),
  });
}

/** A server's page: its workflow, and the deployment that is live or was stopped last. */
export function useServer(workflowId: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const refresh = () => void cache.invalidateQueries({ queryKey: queryKeys.deployments(workspace.id) });
  useWorkspaceEvents((event) => {
    if (event.type === 'deployment.changed') refresh();
  }, refresh);
  return useQuery({
    queryKey: [...queryKeys.server(workspace.id, workflowId), 'page'],
    queryFn: async ({ signal }) => {
      const [workflow, active, stopped] = await Promise.all([
        client.call('getWorkflow', { params: { id: workflowId }, signal }),
        client.call('listDeployments', { query: { workflowId, status: 'active', limit: 1 }, signal }),
        client.call('listDeployments', { query: { workflowId, status: 'stopped', limit: 1 }, signal }),
      ]);
      const [row] = serversOf([...active.items, ...stopped.items], [workflow]);
      return { workflow, deployment: row?.deployment ?? null };
    },
  });
}

export function useServerActivity(workflowId: string, active: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.server(workspace.id, workflowId), 'activity'],
    queryFn: ({ signal }) => client.call('getServerActivity', { params: { id: workflowId }, signal }),
    refetchInterval: active ? ACTIVITY_EVERY_MS : false,
  });
}
