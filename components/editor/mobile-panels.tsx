'use client';
import { Pencil, Plus, Settings2, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, Dialog, DialogClose, IconButton, SheetContent } from '#components/ui/index.ts';
import { Inspector } from './inspector/inspector.tsx';
import { Palette } from './palette/palette.tsx';
import { useEditor, useSession, useUi } from './session/editor-context.tsx';

/**
 * Small screens: two buttons above the canvas' edge that open the palette and the inspector as sheets. While nothing is
 * selected the inspector holds the workflow's own settings.
 */
export function MobilePanels() {
  const t = useTranslations('editor.mobile');
  const tUi = useTranslations('ui');
  const { ui } = useSession();
  const sheet = useUi((state) => state.sheet);
  const readOnly = useEditor((state) => state.readOnly);
  const hasSelection = useEditor((state) => state.selection.size > 0);
  const close = () => ui.setState({ sheet: 'none' });
  return (
    <>
      <div className="absolute right-3 bottom-3 z-10 flex gap-2">
        <Button className="shadow-float h-10" onClick={() => ui.setState({ sheet: 'inspector' })}>
          {hasSelection ? <Pencil aria-hidden /> : <Settings2 aria-hidden />}
          {t(hasSelection ? 'edit' : 'settings')}
        </Button>
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
            <div className="border-line flex shrink-0 justify-end border-b p-1.5">
              <DialogClose asChild>
                <IconButton label={tUi('close')}>
                  <X aria-hidden />
                </IconButton>
              </DialogClose>
            </div>
            <div className="min-h-0 flex-1">
              <Inspector />
            </div>
          </SheetContent>
        ) : null}
      </Dialog>
    </>
  );
}
