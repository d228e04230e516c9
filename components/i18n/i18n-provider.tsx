'use client';
import { NextIntlClientProvider } from 'next-intl';
import { useSyncExternalStore, type ReactNode } from 'react';
import type { Messages } from './catalogues.ts';
import type { Locale } from '#lib/shared/locales.ts';
import type { ProblemTexts } from './say-problem.ts';
import { ProblemTextsContext } from './use-said.ts';

interface I18nProviderProps {
  locale: Locale;
  messages: Messages;
  /** How problems are said in this language; null in English. */
  problems: ProblemTexts | null;
  children: ReactNode;
}

const never = () => () => undefined;

/** Texts and formats for everything below. Times are in UTC until the browser says where the reader is. */
export function I18nProvider({ locale, messages, problems, children }: I18nProviderProps) {
  const timeZone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => 'UTC',
  );
  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone={timeZone}>
      <ProblemTextsContext value={problems}>{children}</ProblemTextsContext>
    </NextIntlClientProvider>
  );
}
