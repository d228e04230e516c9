import { fillText, type Params } from '#lib/shared/fill-text.ts';
import type { Locale } from '#lib/shared/locales.ts';
import en from '../../../messages/forms.en.json' with { type: 'json' };
import ko from '../../../messages/forms.ko.json' with { type: 'json' };

/** What the pages of forms say themselves, in one language; the rest is said by whoever made the form. */
export type FormTexts = typeof en;

const byLocale: Readonly<Record<Locale, FormTexts>> = { en, ko };

export function formTexts(locale: Locale): FormTexts {
  return byLocale[locale];
}

/** Puts values into a text with places such as `{name}`. */
export function filled(text: string, params: Params): string {
  return fillText(text, params, {});
}
