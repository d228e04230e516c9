import type { Messages } from './catalogues.ts';
import type { Locale } from '#lib/shared/locales.ts';

/** Makes message keys part of the types: a text that is missing from the catalogue does not compile. */
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
