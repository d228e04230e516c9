import type { Metadata } from 'next';
import { createTranslator } from 'next-intl';
import { messagesOf, type Messages } from '#components/i18n/catalogues.ts';
import { requestLocale } from './request-locale.ts';

/** Texts of one namespace for server components, in the request's language. */
export async function translatorOf<N extends keyof Messages>(namespace: N) {
  const locale = await requestLocale();
  return createTranslator({ locale, messages: messagesOf(locale), namespace });
}

/** Metadata with the title of a place of the app. */
export async function pageTitle(key: keyof Messages['nav']): Promise<Metadata> {
  return { title: (await translatorOf('nav'))(key) };
}
