import { cookies, headers } from 'next/headers';
import { isLocale, localeCookie, negotiateLocale, type Locale } from '#lib/shared/locales.ts';

/** The language of this request: the person's choice, else what the browser asks for. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(localeCookie)?.value;
  if (isLocale(chosen)) return chosen;
  return negotiateLocale((await headers()).get('accept-language'));
}
