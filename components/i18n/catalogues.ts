import en from '../../messages/en.json' with { type: 'json' };
import ko from '../../messages/ko.json' with { type: 'json' };
import problemsKo from '../../messages/problems.ko.json' with { type: 'json' };
import type { Locale } from '#lib/shared/locales.ts';
import type { ProblemTexts } from './say-problem.ts';

/** The shape of a catalogue; English is the reference. Import this file on the server only: it holds every language. */
export type Messages = typeof en;

const catalogues: Readonly<Record<Locale, Messages>> = { en, ko };

export function messagesOf(locale: Locale): Messages {
  return catalogues[locale];
}

/** How problems and errors are said; null in English, in which they come (`#lib/shared/texts`). */
const problems: Readonly<Record<Locale, ProblemTexts | null>> = { en: null, ko: problemsKo };

export function problemTextsOf(locale: Locale): ProblemTexts | null {
  return problems[locale];
}
