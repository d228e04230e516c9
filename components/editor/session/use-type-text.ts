'use client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';

export interface TypeText {
  title: string;
  description: string;
}

/** A node type's title and description in the reader's language; types without a translation speak for themselves. */
export function useTypeText(): (type: NodeTypeDescription) => TypeText {
  const t = useTranslations('editor.types');
  return useCallback(
    (type) => {
      const key = type.type.replaceAll('.', '_') as 'http_request';
      if (!t.has(`${key}.title`)) return { title: type.title, description: type.description };
      return { title: t(`${key}.title`), description: t(`${key}.description`) };
    },
    [t],
  );
}
