'use client';
import { useRouter } from 'next/navigation';
import { useLocale } from 'next-intl';
import { localeCookie, type Locale } from '#lib/shared/locales.ts';

const YEAR_SECONDS = 365 * 24 * 3600;

/** The current language, and how to change it: the choice is a cookie, the page is rendered anew. */
export function useLocaleSwitch(): { locale: Locale; setLocale: (locale: Locale) => void } {
  const locale = useLocale();
  const router = useRouter();
  return {
    locale,
    setLocale: (next) => {
      document.cookie = `${localeCookie}=${next}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
      document.documentElement.lang = next;
      router.refresh();
    },
  };
}
