import Link from 'next/link';
import type { ReactNode } from 'react';
import { LanguageSwitch } from '#components/layout/language-switch.tsx';
import { Logo } from '#components/layout/logo.tsx';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <header className="mb-6">
        <Link href="/" className="rounded-control">
          <Logo />
        </Link>
      </header>
      <main className="rounded-card border-line bg-surface w-full max-w-sm border p-6">{children}</main>
      <footer className="mt-5">
        <LanguageSwitch />
      </footer>
    </div>
  );
}
