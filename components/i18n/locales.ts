import type { Locale } from '#lib/shared/locales.ts';

/** The name of each language in itself. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', ko: '한국어' };
