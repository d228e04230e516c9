'use client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { JsonFault } from '#lib/editor/json-text.ts';

/** Why a text is no JSON, in the reader's language. */
export function useJsonFaultText(): (fault: JsonFault) => string {
  const t = useTranslations('editor.fields');
  return useCallback(
    ({ unquoted, place }) => (unquoted ? t('quoteExpressions') : place ? t('notJsonAt', place) : t('notJson')),
    [t],
  );
}
