'use client';
import { Pencil, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, Dialog, SheetContent } from '#components/ui/index.ts';
import { Inspector } from './inspector/inspector.tsx';
import { Palette } from './palette/palette.tsx';
import { useEditor, useSession, useUi } from './session/editor-context.tsx';

/** Small screens: two buttons above the canvas' edge that open the palette and the inspector as sheets. */
export function MobilePanels() {
  const t = useTranslations('editor.mobile');
  const { ui } = useSession();
  const sheet = useUi((state) => state.sheet);
  const readOnly = useEditor((state) => state.readOnly);
  const hasSelection = useEditor((state) => state.selection.size > 0);
  const close = () => ui.setState({ sheet: 'none' });
  return (
    <>
      <div className="absolute right-3 bottom-3 z-10 flex gap-2">
        {hasSelection ? (
          <Button className="shadow-float h-10" onClick={() => ui.setState({ sheet: 'inspector' })}>
            <Pencil aria-hidden />
            {t('edit')}
          </Button>
        ) : null}
        {readOnly ? null : (
          <Button variant="primary" className="shadow-float h-10" onClick={() => ui.setState({ sheet: 'palette' })}>
            <Plus aria-hidden />
            {t('add')}
          </Button>
        )}
      </div>
      <Dialog open={sheet !== 'none'} onOpenChange={(open) => !open && close()}>
        {sheet === 'palette' ? (
          <SheetContent label={t('palette')}>
            <Palette onAdded={close} />
          </SheetContent>
        ) : null}
        {sheet === 'inspector' ? (
          <SheetContent label={t('inspector')} side="right" className="w-[92vw] max-w-[92vw]">
            <Inspector />
          </SheetContent>
        ) : null}
      </Dialog>
    </>
  );
}
