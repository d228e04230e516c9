'use client';
import { useTranslations } from 'next-intl';
import { use } from 'react';
import { isApiProblem, type ApiProblem } from '#lib/client/api-problem.ts';
import { sayHttpProblem } from './say-problem.ts';
import { ProblemTextsContext } from './use-said.ts';

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
  const known = use(ProblemTextsContext);
  return (error) => {
    if (!isApiProblem(error)) return { text: t('internal'), traceId: undefined, forbidden: false };
    const code = codes.find((known) => known === error.code);
    const text = code && !isNamed(error) ? t(code) : sayHttpProblem(error, known);
    return { text, traceId: error.traceId, forbidden: error.code === 'forbidden' };
  };
}

/** Our general words give way to a reason, except where the general words say more to a person than the reason would. */
function isNamed(error: ApiProblem): boolean {
  return error.params?.['reason'] !== undefined && !['unauthenticated', 'internal'].includes(error.code);
}
