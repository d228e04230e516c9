'use client';
import { BaseEdge, EdgeLabelRenderer, getBezierPath, getSmoothStepPath, type EdgeProps } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { wireState } from '#lib/editor/run-view.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';

/** A wire: its path of the last try in the state colour, an insertion button while the pointer is on it. */
export const Wire = memo(function Wire({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  selected,
}: EdgeProps) {
  const edge = useEditor((state) => state.edgesById.get(id));
  const look = useEditor((state) => (edge ? wireState(state.run, edge) : 'idle'));
  const bypassed = useEditor(
    (state) => edge !== undefined && (state.nodesById.get(edge.source.node)?.disabled ?? false),
  );
  const hovered = useUi((ui) => ui.hoveredEdge === id);
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  // A curve that runs back would cross both cards; steps go around them.
  const runsBack = targetX < sourceX + 24;
  const [path, labelX, labelY] = runsBack ? getSmoothStepPath({ ...ends, borderRadius: 12 }) : getBezierPath(ends);
  const isError = edge?.source.port === 'error';
  return (
    <>
      <BaseEdge
        path={path}
        className="tw-wire"
        interactionWidth={20}
        data-look={look}
        data-error={isError || undefined}
        data-bypassed={bypassed || undefined}
        data-selected={selected || undefined}
      />
      {hovered || selected ? <InsertButton id={id} x={labelX} y={labelY} /> : null}
    </>
  );
});

function InsertButton({ id, x, y }: { id: string; x: number; y: number }) {
  const t = useTranslations('editor.canvas');
  const { ui } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  if (readOnly) return null;
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        aria-label={t('insertStep')}
        title={t('insertStep')}
        className="nodrag nopan border-line-strong bg-surface text-muted shadow-float hover:border-accent hover:text-accent-text pointer-events-auto absolute z-10 flex size-6 items-center justify-center rounded-full border"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        onMouseEnter={() => ui.setState({ hoveredEdge: id })}
        onMouseLeave={() => ui.setState({ hoveredEdge: null })}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const screen = { x: box.left + box.width / 2, y: box.bottom };
          ui.setState({ picker: { screen, position: { x: x - 120, y: y - 30 }, splitEdge: id } });
        }}
      >
        <Plus aria-hidden className="size-3.5" />
      </button>
    </EdgeLabelRenderer>
  );
}
