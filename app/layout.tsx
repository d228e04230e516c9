import './globals.css';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { createTranslator } from 'next-intl';
import type { ReactNode } from 'react';
import { messagesOf, problemTextsOf } from '#components/i18n/catalogues.ts';
import { I18nProvider } from '#components/i18n/i18n-provider.tsx';
import { AppProviders } from '#components/layout/app-providers.tsx';
import { requestLocale } from './i18n/request-locale.ts';

export async function generateMetadata(): Promise<Metadata> {
  const locale = await requestLocale();
  const t = createTranslator({ locale, messages: messagesOf(locale), namespace: 'meta' });
  return { title: { default: t('title'), template: `%s · ${t('title')}` }, description: t('description') };
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await requestLocale();
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html lang={locale} className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <I18nProvider locale={locale} messages={messagesOf(locale)} problems={problemTextsOf(locale)}>
          <AppProviders nonce={nonce}>{children}</AppProviders>
        </I18nProvider>
      </body>
    </html>
  );
}
