'use client';
import { ArrowRight, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/index.ts';
import type { WorkflowEdge } from '#lib/contracts/definition.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { useNamedPortLabel } from '../session/use-port-label.ts';

/** A selected wire: what it joins, a step to put into it, and taking it away. */
export function EdgePanel({ edge }: { edge: WorkflowEdge }) {
  const t = useTranslations('editor.inspector');
  const { editor, ui } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const nodesById = useEditor((state) => state.nodesById);
  const port = useNamedPortLabel(edge.source.node, edge.source.port);
  const source = nodesById.get(edge.source.node);
  const target = nodesById.get(edge.target.node);
  const insert = (button: HTMLElement) => {
    const box = button.getBoundingClientRect();
    const middle =
      source && target
        ? { x: (source.position.x + target.position.x) / 2, y: (source.position.y + target.position.y) / 2 + 20 }
        : null;
    ui.setState({ picker: { screen: { x: box.left, y: box.bottom }, position: middle, splitEdge: edge.id } });
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="text-base font-semibold">{t('wire')}</h2>
      <p className="flex flex-wrap items-center gap-1.5 text-sm">
        <span>{source?.name || source?.key}</span>
        {port === null ? null : <span className="text-muted">({port})</span>}
        <ArrowRight aria-hidden className="text-faint size-3.5" />
        <span>{target?.name || target?.key}</span>
      </p>
      {readOnly ? null : (
        <div className="flex flex-wrap gap-2">
          <Button onClick={(event) => insert(event.currentTarget)}>
            <Plus aria-hidden />
            {t('insertStep')}
          </Button>
          <Button onClick={() => editor.dispatch({ type: 'disconnect', edgeId: edge.id })}>
            <Trash2 aria-hidden />
            {t('deleteWire')}
          </Button>
        </div>
      )}
    </div>
  );
}
