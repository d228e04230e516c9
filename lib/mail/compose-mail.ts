import { locales, type Locale } from '#lib/shared/locales.ts';
import type { Mail } from './mailer.ts';

/** What a mail says, in each language; `lines` stand before its link. */
export type MailTexts = Readonly<Record<Locale, { subject: string; lines: readonly string[] }>>;

/** The language that an account has, or all of them if it is not known. */
export function languagesOf(locale: string | null | undefined): readonly Locale[] {
  const known = locales.filter((one) => one === locale);
  return known.length > 0 ? known : locales;
}

/** A mail of plain text: the languages one after the other, each with the link. */
export function composeMail(to: string, link: string, languages: readonly Locale[], texts: MailTexts): Mail {
  const said = languages.map((language) => texts[language]);
  return {
    to,
    link,
    subject: said.map(({ subject }) => subject).join(' · '),
    text: `${said.map(({ lines }) => [...lines, '', link].join('\n')).join('\n\n---\n\n')}\n`,
  };
}
