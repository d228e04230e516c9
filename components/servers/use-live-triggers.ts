'use client';
import { useQuery } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

const refreshMs = 60_000;

/** The webhooks and forms of a deployed version, and, while it is live, when its schedules run next. */
export function useLiveTriggers(workflowId: string, version: number, active: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.deployments(workspace.id), 'triggers', workflowId, version, active],
    refetchInterval: active ? refreshMs : false,
    queryFn: async ({ signal }) => {
      const [{ definition }, schedules] = await Promise.all([
        client.call('getVersion', { params: { id: workflowId, version }, signal }),
        active ? client.call('listSchedules', { params: { id: workflowId }, signal }) : { items: [] },
      ]);
      const enabled = definition.nodes.filter((node) => !node.disabled);
      const webhooks = enabled
        .filter((node) => node.type === 'trigger.webhook')
        .map(({ key, config }) => ({ key, path: String(config.path), method: String(config.method ?? 'POST') }));
      const forms = enabled
        .filter((node) => node.type === 'trigger.form')
        .map(({ key, config }) => ({ key, path: String(config.path), title: String(config.title) }));
      return { webhooks, forms, schedules: schedules.items };
    },
  });
}
