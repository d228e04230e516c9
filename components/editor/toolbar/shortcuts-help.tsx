'use client';
import { useTranslations } from 'next-intl';
import { Dialog, DialogContent, Kbd } from '#components/ui/index.ts';
import { useSession, useUi } from '../session/editor-context.tsx';

const shortcuts = [
  ['palette', '/'],
  ['undo', 'Ctrl+Z'],
  ['redo', 'Ctrl+Y'],
  ['copy', 'Ctrl+C'],
  ['paste', 'Ctrl+V'],
  ['cut', 'Ctrl+X'],
  ['duplicate', 'Ctrl+D'],
  ['selectAll', 'Ctrl+A'],
  ['delete', 'Del'],
  ['move', '↑+↓+←+→'],
  ['save', 'Ctrl+S'],
  ['try', 'Ctrl+Enter'],
  ['box', 'Shift+Drag'],
  ['help', '?'],
] as const;

/** The keys that work in the editor. */
export function ShortcutsHelp() {
  const t = useTranslations('editor.keys');
  const { ui } = useSession();
  const open = useUi((state) => state.helpOpen);
  return (
    <Dialog open={open} onOpenChange={(helpOpen) => ui.setState({ helpOpen })}>
      <DialogContent title={t('title')}>
        <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-2 text-sm">
          {shortcuts.map(([name, keys]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{t(name)}</dt>
              <dd>
                <Kbd keys={keys.replace('Drag', t('drag'))} />
              </dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  );
}
