'use client';
import { ArrowRight, FlaskConical, Rocket, Spline, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { LanguageSwitch } from '../layout/language-switch.tsx';
import { Logo } from '../layout/logo.tsx';
import { Button } from '../ui/index.ts';
import { ProductPicture } from './product-picture.tsx';

const steps = [
  { id: 'draw', icon: Spline },
  { id: 'try', icon: FlaskConical },
  { id: 'deploy', icon: Rocket },
] as const satisfies readonly { id: string; icon: LucideIcon }[];

/** The start page. `home` is where a signed-in visitor's workspace begins. */
export function LandingView({ home }: { home: string | null }) {
  const t = useTranslations('landing');
  return (
    <div className="mx-auto flex min-h-dvh max-w-5xl flex-col px-4 sm:px-6">
      <header className="flex h-16 items-center justify-between gap-3">
        <Logo />
        <div className="flex items-center gap-2">
          {home ? null : (
            <Button asChild variant="ghost">
              <Link href="/signin">{t('signIn')}</Link>
            </Button>
          )}
          <Button asChild variant="primary">
            <Link href={home ?? '/signup'}>{home ? t('openApp') : t('signUp')}</Link>
          </Button>
        </div>
      </header>
      <main className="flex-1">
        <section className="pt-12 pb-10 text-center sm:pt-20">
          <h1 className="text-2xl font-semibold tracking-tight text-balance sm:text-[2.75rem] sm:leading-[1.15]">
            {t('tagline')}
          </h1>
          <p className="text-muted mx-auto mt-4 max-w-2xl text-lg text-balance">{t('lead')}</p>
          <div className="mt-7 flex flex-wrap justify-center gap-2.5">
            <Button asChild variant="primary" size="lg">
              <Link href={home ?? '/signup'}>
                {home ? t('openApp') : t('signUp')}
                <ArrowRight aria-hidden />
              </Link>
            </Button>
          </div>
          <p className="text-faint mt-4 text-xs">{t('worksWith')}</p>
        </section>
        <ProductPicture />
        <section className="grid gap-8 py-14 sm:grid-cols-3">
          {steps.map(({ id, icon: Icon }) => (
            <div key={id}>
              <Icon aria-hidden className="text-accent-text size-5" />
              <h2 className="mt-3 text-lg font-semibold">{t(`${id}Title`)}</h2>
              <p className="text-muted mt-1 text-sm">{t(`${id}Text`)}</p>
            </div>
          ))}
        </section>
      </main>
      <footer className="border-line text-muted flex flex-wrap items-center justify-between gap-3 border-t py-5 text-xs">
        <p>{t('footer')}</p>
        <LanguageSwitch />
      </footer>
    </div>
  );
}
