'use client';
import { useTranslations } from 'next-intl';
import type { Finding } from '#lib/engine/readability/read-tools.ts';

/** What is wrong, and what would be better. */
export function useFindingText(): (finding: Finding) => { what: string; advice: string } {
  const t = useTranslations('readability');
  return ({ code, values }) => ({ what: t(`finding.${code}`, values), advice: t(`advice.${code}`, values) });
}
