import Link from 'next/link';
import type { ReactNode } from 'react';
import { LanguageSwitch } from '#components/layout/language-switch.tsx';
import { Logo } from '#components/layout/logo.tsx';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <Link href="/" className="rounded-control mb-6">
        <Logo />
      </Link>
      <main className="rounded-card border-line bg-surface w-full max-w-sm border p-6">{children}</main>
      <div className="mt-5">
        <LanguageSwitch />
      </div>
    </div>
  );
}
