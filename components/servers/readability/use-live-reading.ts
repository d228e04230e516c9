'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { readTools } from '#lib/engine/readability/read-tools.ts';
import { toolsOfNodes } from '#lib/engine/readability/tools-of-nodes.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';
import { useServerSettings } from '../use-server.ts';

/** How the tools of a deployed version read, as its server shows them. */
export function useLiveReading(workflowId: string, version: number) {
  const { workspace, client } = useWorkspaceView();
  const settings = useServerSettings(workflowId);
  const definition = useQuery({
    queryKey: [...queryKeys.server(workspace.id, workflowId), 'definition', version],
    queryFn: ({ signal }) => client.call('getVersion', { params: { id: workflowId, version }, signal }),
  });
  const reading = useMemo(() => {
    if (!definition.data || !settings.data) return null;
    const shown = new Map(settings.data.tools.map(({ key, served }) => [key, served] as const));
    return readTools(toolsOfNodes(definition.data.definition.nodes, shown));
  }, [definition.data, settings.data]);
  return { reading, error: settings.error ?? definition.error };
}
