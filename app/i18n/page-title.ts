import type { Metadata } from 'next';
import { createTranslator } from 'next-intl';
import { messagesOf, type Messages } from '#components/i18n/catalogues.ts';
import { requestLocale } from './request-locale.ts';

/** Metadata with the title of a page of the app, in the request's language. */
export async function pageTitle(key: keyof Messages['nav']): Promise<Metadata> {
  const locale = await requestLocale();
  const t = createTranslator({ locale, messages: messagesOf(locale), namespace: 'nav' });
  return { title: t(key) };
}
