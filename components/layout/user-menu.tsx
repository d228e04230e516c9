'use client';
import { ChevronsUpDown, LogOut, ServerCog } from 'lucide-react';
import Link from 'next/link';
import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { isLocale, locales } from '#lib/shared/locales.ts';
import { localeNames } from '../i18n/locales.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '../ui/index.ts';
import { themes } from './themes.ts';
import { useAccountLocale } from './use-account-locale.ts';
import { useWorkspaceView } from './workspace-context.tsx';

/** Who is signed in; theme, language and the way out. */
export function UserMenu() {
  const t = useTranslations('nav');
  const tTheme = useTranslations('theme');
  const { user } = useWorkspaceView();
  const { theme, setTheme } = useTheme();
  const { locale, setLocale } = useAccountLocale();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="rounded-control hover:bg-hover data-[state=open]:bg-hover flex h-10 items-center gap-2 px-1.5 text-left transition-colors">
        <span
          aria-hidden
          className="bg-accent-subtle text-accent-text flex size-7 shrink-0 items-center justify-center rounded-full text-xs font-semibold"
        >
          {Array.from(user.name.trim())[0]?.toUpperCase() ?? '?'}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium">{user.name}</span>
          <span className="text-faint block truncate text-xs">{user.email}</span>
        </span>
        <span className="sr-only">{t('userMenu')}</span>
        <ChevronsUpDown aria-hidden className="text-faint size-4 shrink-0" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-56">
        <DropdownMenuLabel>{t('theme')}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
          {themes.map(({ id, icon: Icon }) => (
            <DropdownMenuRadioItem key={id} value={id}>
              <Icon aria-hidden />
              {tTheme(id)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{t('language')}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={locale} onValueChange={(next) => (isLocale(next) ? setLocale(next) : undefined)}>
          {locales.map((id) => (
            <DropdownMenuRadioItem key={id} value={id}>
              <span lang={id}>{localeNames[id]}</span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        {user.isOperator ? (
          <DropdownMenuItem asChild>
            <Link href="/operator">
              <ServerCog aria-hidden />
              {t('operator')}
            </Link>
          </DropdownMenuItem>
        ) : null}
        <DropdownMenuItem onSelect={() => void signOut({ callbackUrl: '/signin' })}>
          <LogOut aria-hidden />
          {t('signOut')}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
