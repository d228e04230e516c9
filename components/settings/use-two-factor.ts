'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useClient } from '../layout/workspace-context.tsx';

export function useTwoFactor() {
  const client = useClient();
  return useQuery({
    queryKey: queryKeys.twoFactor(),
    queryFn: ({ signal }) => client.call('getTwoFactor', { signal }),
  });
}

export interface Proof {
  password: string;
  code: string;
}

/** What changes one's second factor. The status is read again after each. */
export function useTwoFactorChanges() {
  const client = useClient();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: queryKeys.twoFactor() });
  return {
    begin: useMutation({ mutationFn: (password: string) => client.call('beginTwoFactor', { body: { password } }) }),
    confirm: useMutation({
      mutationFn: (code: string) => client.call('confirmTwoFactor', { body: { code } }),
      onSettled,
    }),
    end: useMutation({ mutationFn: (proof: Proof) => client.call('endTwoFactor', { body: proof }), onSettled }),
    renew: useMutation({ mutationFn: (proof: Proof) => client.call('renewRecoveryCodes', { body: proof }), onSettled }),
  };
}

/** What to say of a failure that is no field's: null for none, and for one of a field. */
export function useChangeProblem(): (error: unknown) => string | null {
  const t = useTranslations('twoFactor');
  const problemText = useProblemText();
  return (error) => {
    if (!error || refusedField(error)) return null;
    return isApiProblem(error) && error.code === 'conflict' ? t('changed') : problemText(error).text;
  };
}

/** The field that the server refused. */
export function refusedField(error: unknown): 'password' | 'code' | null {
  if (!isApiProblem(error)) return null;
  if (error.fieldError('/password') !== undefined) return 'password';
  return error.fieldError('/code') === undefined ? null : 'code';
}
