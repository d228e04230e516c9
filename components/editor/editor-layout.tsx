'use client';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { ResizableGroup, ResizableHandle, ResizablePanel, usePanelLayout } from '#components/ui/index.ts';
import { Canvas } from './canvas/canvas.tsx';
import { DeployDialog } from './deploy/deploy-dialog.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { MobilePanels } from './mobile-panels.tsx';
import { NodePicker } from './palette/node-picker.tsx';
import { Palette } from './palette/palette.tsx';
import { useEditor, useUi } from './session/editor-context.tsx';
import { useShortcuts } from './session/use-shortcuts.ts';
import { ConflictDialog } from './toolbar/conflict-dialog.tsx';
import { Notices } from './toolbar/notices.tsx';
import { ShortcutsHelp } from './toolbar/shortcuts-help.tsx';
import { TopBar } from './toolbar/top-bar.tsx';
import { TryDrawer } from './try/try-drawer.tsx';
import { VersionDiff } from './versions/version-diff.tsx';

const wide = '(min-width: 768px)';

function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(wide);
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    () => window.matchMedia(wide).matches,
    () => true,
  );
}

/** Bars and panels around the canvas; on small screens the panels are sheets. */
export function EditorLayout({ name }: { name: string }) {
  useShortcuts();
  const isWide = useIsWide();
  return (
    <div className="bg-canvas flex h-dvh flex-col overflow-hidden">
      <TopBar name={name} />
      <Notices />
      <main className="flex min-h-0 flex-1">{isWide ? <WideBody /> : <NarrowBody />}</main>
      <NodePicker />
      <DeployDialog />
      <ConflictDialog />
      <VersionDiff />
      <ShortcutsHelp />
    </div>
  );
}

function WideBody() {
  const t = useTranslations('editor.palette');
  const paletteOpen = useUi((state) => state.paletteOpen);
  const readOnly = useEditor((state) => state.readOnly);
  const layout = usePanelLayout('tw-editor-columns', ['stage', 'inspector']);
  return (
    <>
      {paletteOpen && !readOnly ? (
        <nav aria-label={t('label')} className="border-line w-65 shrink-0 border-r">
          <Palette />
        </nav>
      ) : null}
      <ResizableGroup orientation="horizontal" className="min-w-0 flex-1" {...layout}>
        <ResizablePanel id="stage" minSize={300}>
          <Stage />
        </ResizablePanel>
        <ResizableHandle />
        <ResizablePanel
          id="inspector"
          defaultSize={360}
          minSize={360}
          maxSize={720}
          groupResizeBehavior="preserve-pixel-size"
        >
          <Inspector />
        </ResizablePanel>
      </ResizableGroup>
    </>
  );
}

/** The canvas, and the drawer below it. */
function Stage() {
  const drawer = useUi((state) => state.drawer);
  const layout = usePanelLayout('tw-editor-rows', drawer === 'closed' ? ['canvas'] : ['canvas', 'drawer']);
  return (
    <ResizableGroup orientation="vertical" {...layout}>
      <ResizablePanel id="canvas" minSize={120}>
        <Canvas />
      </ResizablePanel>
      {drawer === 'closed' ? null : (
        <>
          <ResizableHandle />
          <ResizablePanel id="drawer" defaultSize={320} minSize={140}>
            <TryDrawer />
          </ResizablePanel>
        </>
      )}
    </ResizableGroup>
  );
}

function NarrowBody() {
  const drawer = useUi((state) => state.drawer);
  return (
    <div className="relative flex min-w-0 flex-1 flex-col">
      <div className="min-h-0 flex-1">
        <Canvas />
      </div>
      {drawer === 'closed' ? (
        <MobilePanels />
      ) : (
        <div className="border-line h-[60dvh] shrink-0 border-t">
          <TryDrawer />
        </div>
      )}
    </div>
  );
}
