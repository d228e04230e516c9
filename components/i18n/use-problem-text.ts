'use client';
import { useTranslations } from 'next-intl';
import { isApiProblem } from '#lib/client/api-problem.ts';

const codes = [
  'network',
  'unauthenticated',
  'forbidden',
  'not_found',
  'too_large',
  'rate_limited',
  'unavailable',
  'internal',
] as const;

export interface ProblemText {
  text: string;
  traceId: string | undefined;
  forbidden: boolean;
}

/**
 * What to tell a person about a failed call: our own words for what every call may meet, the server's safe detail for
 * what is particular to one.
 */
export function useProblemText(): (error: unknown) => ProblemText {
  const t = useTranslations('errors');
  return (error) => {
    if (!isApiProblem(error)) return { text: t('internal'), traceId: undefined, forbidden: false };
    const code = codes.find((known) => known === error.code);
    return { text: code ? t(code) : error.message, traceId: error.traceId, forbidden: error.code === 'forbidden' };
  };
}
