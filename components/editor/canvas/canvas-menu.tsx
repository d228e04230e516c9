'use client';
import { useReactFlow } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useState, type MouseEvent, type ReactNode } from 'react';
import {
  ContextMenu,
  ContextMenuContent,
  ContextMenuItem,
  ContextMenuSeparator,
  ContextMenuTrigger,
} from '#components/ui/index.ts';
import { newElementId } from '#lib/editor/element-id.ts';
import {
  copyToSystem,
  deleteSelection,
  duplicateSelection,
  groupSelection,
  pasteFromSystem,
  selectAll,
} from '../session/clipboard-actions.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { useTry } from '../try/use-try.ts';

interface Place {
  screen: { x: number; y: number };
  elementId: string | null;
}

/** The right-click menu of the canvas and of what lies on it. */
export function CanvasMenu({ children }: { children: ReactNode }) {
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const [place, setPlace] = useState<Place>({ screen: { x: 0, y: 0 }, elementId: null });
  const open = (event: MouseEvent) => {
    const element = event.target instanceof Element ? event.target.closest('[data-id]') : null;
    const elementId = element?.getAttribute('data-id') ?? null;
    if (elementId !== null && !editor.store.getState().selection.has(elementId)) editor.select([elementId]);
    setPlace({ screen: { x: event.clientX, y: event.clientY }, elementId });
  };
  return (
    <ContextMenu>
      <ContextMenuTrigger asChild disabled={readOnly}>
        <div className="size-full" onContextMenu={open}>
          {children}
        </div>
      </ContextMenuTrigger>
      <ContextMenuContent>
        {place.elementId ? <ElementItems id={place.elementId} /> : <PaneItems place={place} />}
      </ContextMenuContent>
    </ContextMenu>
  );
}

function ElementItems({ id }: { id: string }) {
  const t = useTranslations('editor.menu');
  const { editor, ui } = useSession();
  const { tryNode } = useTry();
  const node = useEditor((state) => state.nodesById.get(id));
  const ids = useEditor((state) => state.selection);
  const type = node && editor.describe(node.type, node.version);
  return (
    <>
      {node ? (
        <>
          <ContextMenuItem onSelect={() => ui.setState({ sheet: 'inspector' })} className="md:hidden">
            {t('edit')}
          </ContextMenuItem>
          {type?.role === 'trigger' ? null : (
            <ContextMenuItem onSelect={() => void tryNode(id)}>{t('tryNode')}</ContextMenuItem>
          )}
          <ContextMenuItem
            onSelect={() => editor.dispatch({ type: 'setDisabled', nodeIds: [...ids], disabled: !node.disabled })}
          >
            {node.disabled ? t('enable') : t('disable')}
          </ContextMenuItem>
          <ContextMenuItem onSelect={() => groupSelection(editor, newElementId(), t('newGroup'))}>
            {t('group')}
          </ContextMenuItem>
          <ContextMenuSeparator />
          <ContextMenuItem shortcut="Ctrl+C" onSelect={() => void copyToSystem(editor)}>
            {t('copy')}
          </ContextMenuItem>
          <ContextMenuItem shortcut="Ctrl+D" onSelect={() => duplicateSelection(editor)}>
            {t('duplicate')}
          </ContextMenuItem>
          <ContextMenuSeparator />
        </>
      ) : null}
      <ContextMenuItem danger shortcut="Del" onSelect={() => deleteSelection(editor)}>
        {t('delete')}
      </ContextMenuItem>
    </>
  );
}

function PaneItems({ place }: { place: Place }) {
  const t = useTranslations('editor.menu');
  const { editor, ui } = useSession();
  const { screenToFlowPosition, fitView } = useReactFlow();
  const at = screenToFlowPosition(place.screen);
  return (
    <>
      {/* The menu gives the focus back when it closes; the picker must open after that. */}
      <ContextMenuItem
        onSelect={() => setTimeout(() => ui.setState({ picker: { screen: place.screen, position: at } }), 0)}
      >
        {t('addNode')}
      </ContextMenuItem>
      <ContextMenuItem
        onSelect={() => editor.dispatch({ type: 'addNote', note: { id: newElementId(), text: '', position: at } })}
      >
        {t('addNote')}
      </ContextMenuItem>
      <ContextMenuSeparator />
      <ContextMenuItem shortcut="Ctrl+V" onSelect={() => void pasteFromSystem(editor, at)}>
        {t('paste')}
      </ContextMenuItem>
      <ContextMenuItem shortcut="Ctrl+A" onSelect={() => selectAll(editor)}>
        {t('selectAll')}
      </ContextMenuItem>
      <ContextMenuItem onSelect={() => editor.dispatch({ type: 'autoLayout' })}>{t('tidy')}</ContextMenuItem>
      <ContextMenuItem onSelect={() => void fitView({ padding: 0.2, maxZoom: 1 })}>{t('fit')}</ContextMenuItem>
    </>
  );
}
