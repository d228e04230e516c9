'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceEvents } from '../layout/use-workspace-events.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { serversOf } from './servers-of.ts';

const LIMIT = 200;
const HEALTH_EVERY_MS = 15_000;

/** Every server that is live or was stopped, with the name of its workflow. */
export function useServers() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const refresh = () => void cache.invalidateQueries({ queryKey: queryKeys.deployments(workspace.id) });
  useWorkspaceEvents((event) => {
    if (event.type === 'deployment.changed') refresh();
  }, refresh);
  return useQuery({
    queryKey: queryKeys.deploymentList(workspace.id, {}),
    queryFn: async ({ signal }) => {
      const [active, stopped, workflows] = await Promise.all([
        client.call('listDeployments', { query: { status: 'active', limit: LIMIT }, signal }),
        client.call('listDeployments', { query: { status: 'stopped', limit: LIMIT }, signal }),
        client.call('listWorkflows', { query: { limit: LIMIT }, signal }),
      ]);
      return serversOf([...active.items, ...stopped.items], workflows.items);
    },
  });
}

/** How a server's calls of the last hour went; asked again while it is on view. */
export function useServerHealth(deploymentId: string, active: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: queryKeys.deploymentHealth(workspace.id, deploymentId),
    queryFn: ({ signal }) => client.call('getDeploymentHealth', { params: { id: deploymentId }, signal }),
    refetchInterval: active ? HEALTH_EVERY_MS : false,
  });
}

export function useServerSwitch() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, to }: { id: string; to: 'active' | 'stopped' }) =>
      client.call(to === 'active' ? 'startDeployment' : 'stopDeployment', { params: { id } }),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: queryKeys.deployments(workspace.id) }),
        cache.invalidateQueries({ queryKey: queryKeys.workflows(workspace.id) }),
      ]),
  });
}
