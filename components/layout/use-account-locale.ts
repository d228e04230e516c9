'use client';
import { useMutation } from '@tanstack/react-query';
import type { Locale } from '#lib/shared/locales.ts';
import { useLocaleSwitch } from '../i18n/use-locale-switch.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { toast } from '../ui/index.ts';
import { useClient } from './workspace-context.tsx';

/** The language of somebody who is signed in: mails to them follow their choice, too. */
export function useAccountLocale(): { locale: Locale; setLocale: (locale: Locale) => void } {
  const { locale, setLocale } = useLocaleSwitch();
  const client = useClient();
  const problemText = useProblemText();
  const keep = useMutation({
    mutationFn: (next: Locale) => client.call('updateMe', { body: { locale: next } }),
    onError: (error) => toast.error(problemText(error).text),
  });
  return {
    locale,
    setLocale: (next) => {
      setLocale(next);
      keep.mutate(next);
    },
  };
}
