'use client';
import { NodeResizer, type NodeProps } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { cn } from '#components/ui/cn.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** A note on the canvas: plain text, edited in place. */
export const NoteCard = memo(function NoteCard({ id, selected }: NodeProps) {
  const t = useTranslations('editor.canvas');
  const { editor } = useSession();
  const note = useEditor((state) => state.definition.layout?.notes.find((candidate) => candidate.id === id));
  const readOnly = useEditor((state) => state.readOnly);
  if (!note) return null;
  return (
    <div
      className={cn(
        'rounded-card border-warning/30 bg-warning-subtle size-full min-h-20 min-w-40 border p-3',
        selected && 'border-accent ring-accent ring-1',
      )}
    >
      <NodeResizer
        isVisible={selected ?? false}
        minWidth={160}
        minHeight={80}
        onResizeEnd={(_, { width, height }) =>
          editor.dispatch({ type: 'updateNote', id, patch: { size: { width, height } } })
        }
      />
      <textarea
        aria-label={t('note')}
        className="nodrag nowheel size-full resize-none bg-transparent text-sm outline-none"
        placeholder={t('notePlaceholder')}
        readOnly={readOnly}
        value={note.text}
        onChange={(event) => editor.dispatch({ type: 'updateNote', id, patch: { text: event.target.value } })}
        onBlur={() => editor.mark()}
      />
    </div>
  );
});

/** A titled box behind the cards. */
export const GroupBox = memo(function GroupBox({ id, selected }: NodeProps) {
  const t = useTranslations('editor.canvas');
  const { editor } = useSession();
  const group = useEditor((state) => state.definition.layout?.groups.find((candidate) => candidate.id === id));
  const readOnly = useEditor((state) => state.readOnly);
  if (!group) return null;
  return (
    <div
      className={cn(
        'rounded-card border-line-strong bg-subtle/50 size-full border border-dashed px-3 py-2',
        selected && 'border-accent',
      )}
    >
      <NodeResizer
        isVisible={selected ?? false}
        minWidth={200}
        minHeight={120}
        onResizeEnd={(_, { width, height }) =>
          editor.dispatch({ type: 'updateGroup', id, patch: { size: { width, height } } })
        }
      />
      <input
        aria-label={t('groupTitle')}
        className="nodrag text-muted w-full bg-transparent text-xs font-medium outline-none"
        readOnly={readOnly}
        value={group.title}
        onChange={(event) => editor.dispatch({ type: 'updateGroup', id, patch: { title: event.target.value } })}
        onBlur={() => editor.mark()}
      />
    </div>
  );
});
