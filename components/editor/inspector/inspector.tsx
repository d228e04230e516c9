'use client';
import { useTranslations } from 'next-intl';
import { ScrollArea } from '#components/ui/index.ts';
import { useEditor } from '../session/editor-context.tsx';
import { EdgePanel } from './edge-panel.tsx';
import { NodePanel } from './node-panel.tsx';
import { SelectionPanel } from './selection-panel.tsx';
import { WorkflowPanel } from './workflow-panel.tsx';

/** The right side: forms for what is selected. */
export function Inspector() {
  const t = useTranslations('editor.inspector');
  const selection = useEditor((state) => state.selection);
  const [only] = selection.size === 1 ? selection : [];
  const node = useEditor((state) => (only === undefined ? undefined : state.nodesById.get(only)));
  const edge = useEditor((state) => (only === undefined ? undefined : state.edgesById.get(only)));
  return (
    <aside aria-label={t('label')} data-undo="document" className="bg-surface h-full">
      <ScrollArea className="h-full">
        {node ? (
          <NodePanel key={node.id} node={node} />
        ) : edge ? (
          <EdgePanel key={edge.id} edge={edge} />
        ) : selection.size > 0 ? (
          <SelectionPanel />
        ) : (
          <WorkflowPanel />
        )}
      </ScrollArea>
    </aside>
  );
}
