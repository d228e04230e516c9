export const locales = ['en', 'ko'] as const;
export type Locale = (typeof locales)[number];

/** Where a visitor's choice is kept; it holds no secret and scripts may write it. */
export const localeCookie = 'tw-locale';

export function isLocale(text: string | undefined): text is Locale {
  return locales.some((locale) => locale === text);
}

/** The best of our languages for an `Accept-Language` header (RFC 9110, section 12.5.4); English if none fits. */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
      return { language: tag.split('-')[0], weight: q === undefined ? 1 : Number(q.slice(2)) || 0, index };
    })
    .filter((entry) => entry.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index);
  for (const { language } of wanted) if (isLocale(language)) return language;
  return 'en';
}
