'use client';
import { Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { OpenApprovals } from '../approvals/open-approvals.tsx';
import { cn, Kbd } from '../ui/index.ts';
import { Logo } from './logo.tsx';
import { destinations, pathOf } from './navigation.ts';
import { UserMenu } from './user-menu.tsx';
import { useWorkspaceView } from './workspace-context.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

interface SidebarProps {
  onOpenCommand: () => void;
  /** A link was followed: the sheet on small screens closes. */
  onNavigate?: () => void;
}

export function Sidebar({ onOpenCommand, onNavigate }: SidebarProps) {
  const t = useTranslations('nav');
  const pathname = usePathname();
  const { workspace } = useWorkspaceView();
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <div className="flex h-8 items-center px-1.5">
        <Link
          href={pathOf(workspace.slug, 'workflows')}
          aria-label={t('home')}
          onClick={onNavigate}
          className="rounded-control"
        >
          <Logo />
        </Link>
      </div>
      <WorkspaceSwitcher onNavigate={onNavigate} />
      <button
        type="button"
        onClick={onOpenCommand}
        className="rounded-control border-line bg-surface text-muted hover:border-line-strong flex h-8 items-center gap-2 border px-2 text-left text-sm"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="truncate">{t('search')}</span>
        <span className="ml-auto">
          <Kbd keys="Ctrl+K" />
        </span>
      </button>
      <nav aria-label={t('main')} className="flex flex-1 flex-col gap-0.5">
        {destinations.map(({ id, icon: Icon }) => {
          const path = pathOf(workspace.slug, id);
          const active = pathname === path || pathname.startsWith(`${path}/`);
          return (
            <Link
              key={id}
              href={path}
              onClick={onNavigate}
              aria-current={active ? 'page' : undefined}
              className={cn(
                'rounded-control text-muted hover:bg-hover hover:text-ink flex h-8 items-center gap-2.5 px-2 text-sm font-medium transition-colors',
                active && 'bg-hover text-ink',
              )}
            >
              <Icon aria-hidden className="size-4" />
              {t(id)}
              {id === 'approvals' ? <OpenApprovals /> : null}
            </Link>
          );
        })}
      </nav>
      <UserMenu />
    </div>
  );
}
