import type { CatalogueTexts } from '#lib/client/localize.ts';
import type { Locale } from '#lib/shared/locales.ts';

const loaders: Readonly<Record<Locale, () => Promise<CatalogueTexts | null>>> = {
  en: () => Promise.resolve(null),
  ko: async () => (await import('./catalogue-ko.ts')).catalogueKo,
};

/** The texts of node types, connectors and templates in a language; null: as the server sends them, in English. */
export function catalogueTexts(locale: Locale): Promise<CatalogueTexts | null> {
  return loaders[locale]();
}
