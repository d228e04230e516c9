'use client';
import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { QueryError } from '#components/layout/query-error.tsx';
import { useCan, useClient } from '#components/layout/workspace-context.tsx';
import { Skeleton } from '#components/ui/index.ts';
import { useNodeTypes } from '#components/workflows/use-node-types.ts';
import type { Workflow } from '#lib/contracts/api/workflows.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { EditorLayout } from './editor-layout.tsx';
import { EditorSessionProvider } from './session/editor-context.tsx';
import { createEditorSession, type EditorSession } from './session/editor-session.ts';
import { useKnownConnections } from './session/use-known-connections.ts';
import './editor.css';

/** The workflow editor: loads the draft and the node catalogue, then opens a session on them. */
export function WorkflowEditor({ workflowId }: { workflowId: string }) {
  const client = useClient();
  const workflow = useQuery({
    // A draft is loaded once for each opening: from then on the session holds the truth.
    queryKey: ['editor', workflowId],
    queryFn: ({ signal }) => client.call('getWorkflow', { params: { id: workflowId }, signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const nodeTypes = useNodeTypes();
  const failed = workflow.error ?? nodeTypes.error;
  if (failed) {
    const retry = () => void Promise.all([workflow.refetch(), nodeTypes.refetch()]);
    return <QueryError error={failed} onRetry={retry} />;
  }
  if (!workflow.data || !nodeTypes.data) return <EditorSkeleton />;
  return <OpenEditor key={workflow.data.id} workflow={workflow.data} nodeTypes={nodeTypes.data} />;
}

function OpenEditor({ workflow, nodeTypes }: { workflow: Workflow; nodeTypes: readonly NodeTypeDescription[] }) {
  const client = useClient();
  const canEdit = useCan()('workflow:update');
  const [session] = useState<EditorSession>(() => createEditorSession(client, workflow, nodeTypes, !canEdit));
  useEffect(() => session.start(), [session]);
  useEffect(() => visitAsked(session), [session]);
  useKnownConnections(session);
  return (
    <EditorSessionProvider value={session}>
      <ReactFlowProvider>
        <EditorLayout name={workflow.name} />
      </ReactFlowProvider>
    </EditorSessionProvider>
  );
}

/** Opens the node, and its field, that the address names: another page has sent somebody here. */
function visitAsked({ editor, ui }: EditorSession): void {
  const asked = new URLSearchParams(window.location.search);
  const node = asked.get('node');
  if (node === null || !editor.store.getState().nodesById.has(node)) return;
  editor.focus(node, asked.get('field') ?? undefined);
  ui.setState({ sheet: 'inspector' });
}

/** The editor's real layout, empty. */
function EditorSkeleton() {
  const t = useTranslations('editor.bar');
  return (
    <div className="flex h-dvh flex-col" aria-busy="true" aria-label={t('loading')}>
      <div className="border-line bg-surface flex h-12 items-center gap-3 border-b px-3">
        <Skeleton className="size-7" />
        <Skeleton className="h-5 w-44" />
        <Skeleton className="ml-auto h-8 w-40" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="border-line bg-surface hidden w-65 flex-col gap-2 border-r p-3 md:flex">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-9" />
          ))}
        </div>
        <div className="flex-1" />
        <div className="border-line bg-surface hidden w-90 border-l md:block" />
      </div>
    </div>
  );
}
