'use client';
import { MousePointerClick } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/index.ts';
import { NodeIcon } from '../nodes/node-icon.tsx';
import { placeNode } from '../session/add-node.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** What to do with an empty canvas. The canvas below still takes drops. */
export function EmptyHint() {
  const t = useTranslations('editor.empty');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const triggers = editor.nodeTypes.filter((type) => type.role === 'trigger');
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center p-6">
      <div className="flex max-w-sm flex-col items-center text-center">
        <span className="rounded-card border-line bg-surface text-muted mb-3 flex size-11 items-center justify-center border">
          <MousePointerClick aria-hidden className="size-5" />
        </span>
        <h2 className="text-lg font-semibold">{t('title')}</h2>
        <p className="text-muted mt-1 text-sm text-balance">{readOnly ? t('readOnly') : t('description')}</p>
        {readOnly ? null : (
          <div className="pointer-events-auto mt-4 flex flex-wrap justify-center gap-2">
            {triggers.map((type) => (
              <Button key={type.type} onClick={() => placeNode(editor, type)} className="h-10 pl-1.5">
                <NodeIcon type={type} />
                {type.title}
              </Button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
