import type { Locale } from '#lib/shared/locales.ts';

/** Where a person's choice is kept; it holds no secret and scripts may write it. */
export const localeCookie = 'tw-locale';

/** The name of each language in itself. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', ko: '한국어' };
