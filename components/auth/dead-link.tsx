'use client';
import { useTranslations } from 'next-intl';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { FormAlert } from './form-alert.tsx';

/** Whether a call was refused because its link is dead, rather than for another reason. */
export function isDeadLink(error: unknown): boolean {
  return isApiProblem(error) && error.fieldError('/token') !== undefined;
}

/** Why a link's page cannot go on. */
export function LinkProblem({ error }: { error: unknown }) {
  const t = useTranslations('links');
  const problemText = useProblemText();
  if (!error) return null;
  return (
    <FormAlert>
      {isDeadLink(error) ? (
        <>
          <strong className="block font-medium">{t('deadTitle')}</strong>
          {t('deadText')}
        </>
      ) : (
        problemText(error).text
      )}
    </FormAlert>
  );
}
