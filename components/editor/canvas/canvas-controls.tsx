'use client';
import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Network, Plus, StickyNote } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/index.ts';
import { newElementId } from '#lib/editor/element-id.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** Zoom, fit, tidy up, note: bottom left on the canvas. */
export function CanvasControls() {
  const t = useTranslations('editor.canvas');
  const { editor } = useSession();
  const { zoomIn, zoomOut, fitView, screenToFlowPosition } = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const readOnly = useEditor((state) => state.readOnly);
  const addNote = () => {
    const { x, y } = screenToFlowPosition({ x: window.innerWidth / 2, y: window.innerHeight / 2 });
    editor.dispatch({ type: 'addNote', note: { id: newElementId(), text: '', position: { x, y } } });
  };
  return (
    <Panel position="bottom-left" className="m-3!">
      <div
        role="toolbar"
        aria-label={t('controls')}
        className="rounded-control border-line bg-surface shadow-float flex items-center border p-0.5"
      >
        <IconButton size="sm" label={t('zoomOut')} onClick={() => void zoomOut()}>
          <Minus aria-hidden />
        </IconButton>
        <span className="text-muted w-10 text-center text-xs tabular-nums">{zoom}%</span>
        <IconButton size="sm" label={t('zoomIn')} onClick={() => void zoomIn()}>
          <Plus aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          label={t('fit')}
          onClick={() => void fitView({ padding: 0.2, maxZoom: 1, duration: 160 })}
        >
          <Maximize aria-hidden />
        </IconButton>
        {readOnly ? null : (
          <>
            <IconButton
              size="sm"
              label={t('tidy')}
              onClick={() => {
                if (editor.dispatch({ type: 'autoLayout' }).ok) {
                  requestAnimationFrame(() => void fitView({ padding: 0.2, maxZoom: 1, duration: 160 }));
                }
              }}
            >
              <Network aria-hidden />
            </IconButton>
            <IconButton size="sm" label={t('addNote')} onClick={addNote}>
              <StickyNote aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </Panel>
  );
}
