import en from '../../messages/en.json' with { type: 'json' };
import ko from '../../messages/ko.json' with { type: 'json' };
import type { Locale } from './locales.ts';

/** The shape of a catalogue; English is the reference. Import this file on the server only: it holds every language. */
export type Messages = typeof en;

const catalogues: Readonly<Record<Locale, Messages>> = { en, ko };

export function messagesOf(locale: Locale): Messages {
  return catalogues[locale];
}
