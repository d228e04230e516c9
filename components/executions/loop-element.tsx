'use client';
import { useTranslations } from 'next-intl';
import type { Step } from '#lib/contracts/execution.ts';
import { QueryError } from '../layout/query-error.tsx';
import { Button, JsonView } from '../ui/index.ts';
import { useLoopElements } from './use-loop-elements.ts';

/** The element of its loop for which a step ran. */
export function LoopElement({ executionId, loop, index }: { executionId: string; loop: Step; index: number }) {
  const t = useTranslations('execution');
  const { elements, isLarge, loading, error, load } = useLoopElements(executionId, loop);
  if (error) return <QueryError error={error} onRetry={load} />;
  if (isLarge) {
    return (
      <Button size="sm" busy={loading} onClick={load}>
        {t('showElements')}
      </Button>
    );
  }
  if (!elements || index >= elements.length) return <p className="text-muted py-2 text-sm">{t('noValue')}</p>;
  return <JsonView value={elements[index]} copyLabel={t('copyElement')} />;
}
