'use client';
import { Menu } from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { Dialog, IconButton, SheetContent } from '../ui/index.ts';
import { CommandMenu } from './command-menu.tsx';
import { Logo } from './logo.tsx';
import { destinations, pathOf } from './navigation.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useWorkspaceView } from './workspace-context.tsx';

/** Pages that take the whole window and bring their own bars: the editor. */
const fullScreenPath = /^\/[^/]+\/workflows\/[^/]+$/;

/** The frame of a workspace's pages: sidebar (a sheet on small screens), command menu, shortcuts. */
export function AppShell({ children }: { children: ReactNode }) {
  const t = useTranslations('nav');
  const router = useRouter();
  const pathname = usePathname();
  const { workspace } = useWorkspaceView();
  const [sheetOpen, setSheetOpen] = useState(false);
  const [commandOpen, setCommandOpen] = useState(false);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  useShortcuts([
    { keys: 'Mod+k', run: () => setCommandOpen((open) => !open), inFields: true },
    { keys: '?', run: () => setShortcutsOpen(true) },
    ...destinations.map(({ id, key }) => ({ keys: `g ${key}`, run: () => router.push(pathOf(workspace.slug, id)) })),
  ]);
  const menus = (
    <>
      <CommandMenu open={commandOpen} onOpenChange={setCommandOpen} onShowShortcuts={() => setShortcutsOpen(true)} />
      <ShortcutsDialog open={shortcutsOpen} onOpenChange={setShortcutsOpen} />
    </>
  );
  if (fullScreenPath.test(pathname)) {
    return (
      <>
        {children}
        {menus}
      </>
    );
  }
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="rounded-control bg-surface shadow-float sr-only z-50 px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('skipToContent')}
      </a>
      <aside className="border-line bg-surface sticky top-0 hidden h-dvh w-60 shrink-0 border-r lg:block">
        <Sidebar onOpenCommand={() => setCommandOpen(true)} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="border-line bg-surface sticky top-0 z-20 flex h-12 items-center gap-2 border-b px-3 lg:hidden">
          <IconButton label={t('openMenu')} onClick={() => setSheetOpen(true)}>
            <Menu aria-hidden />
          </IconButton>
          <Logo />
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl flex-1 px-4 py-6 outline-none sm:px-6 lg:px-8"
        >
          {children}
        </main>
      </div>
      <Dialog open={sheetOpen} onOpenChange={setSheetOpen}>
        <SheetContent label={t('main')}>
          <Sidebar
            onNavigate={() => setSheetOpen(false)}
            onOpenCommand={() => {
              setSheetOpen(false);
              setCommandOpen(true);
            }}
          />
        </SheetContent>
      </Dialog>
      {menus}
    </div>
  );
}
