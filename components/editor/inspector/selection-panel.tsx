'use client';
import { Copy, Group, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/index.ts';
import { newElementId } from '#lib/editor/element-id.ts';
import { deleteSelection, duplicateSelection, groupSelection } from '../session/clipboard-actions.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** Several elements, or a group or note: what can be done with all of them at once. */
export function SelectionPanel() {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const count = useEditor((state) => state.selection.size);
  const nodeIds = useEditor((state) => [...state.selection].filter((id) => state.nodesById.has(id)).join());
  const ids = nodeIds === '' ? [] : nodeIds.split(',');
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="text-base font-semibold">{t('selected', { count })}</h2>
      {readOnly ? null : (
        <div className="flex flex-wrap gap-2">
          {ids.length > 0 ? (
            <>
              <Button onClick={() => duplicateSelection(editor)}>
                <Copy aria-hidden />
                {t('duplicate')}
              </Button>
              <Button onClick={() => groupSelection(editor, newElementId(), t('newGroup'))}>
                <Group aria-hidden />
                {t('group')}
              </Button>
              <Button onClick={() => editor.dispatch({ type: 'setDisabled', nodeIds: ids, disabled: true })}>
                {t('disable')}
              </Button>
              <Button onClick={() => editor.dispatch({ type: 'setDisabled', nodeIds: ids, disabled: false })}>
                {t('enable')}
              </Button>
            </>
          ) : null}
          <Button onClick={() => deleteSelection(editor)}>
            <Trash2 aria-hidden />
            {t('delete')}
          </Button>
        </div>
      )}
    </div>
  );
}
