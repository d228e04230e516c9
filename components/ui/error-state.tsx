'use client';
import { Lock, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { EmptyState } from './empty-state.tsx';

interface ErrorStateProps {
  title?: string;
  /** What happened and what to do; safe to show. */
  description: string;
  /** For the logs; can be copied. */
  traceId?: string | undefined;
  onRetry?: (() => void) | undefined;
  className?: string;
}

export function ErrorState({ title, description, traceId, onRetry, className }: ErrorStateProps) {
  const t = useTranslations('ui');
  return (
    <div role="alert" className={className}>
      <EmptyState
        icon={<TriangleAlert className="text-error" />}
        title={title ?? t('errorTitle')}
        description={description}
        action={onRetry ? <Button onClick={onRetry}>{t('retry')}</Button> : undefined}
      >
        {traceId ? (
          <p className="text-faint mt-4 flex items-center gap-1 text-xs">
            {t('traceId')} <code className="font-mono break-all">{traceId}</code>
            <CopyButton text={traceId} label={t('copyTraceId')} />
          </p>
        ) : null}
      </EmptyState>
    </div>
  );
}

export function ForbiddenState({ description }: { description: string }) {
  const t = useTranslations('ui');
  return <EmptyState icon={<Lock />} title={t('forbiddenTitle')} description={description} />;
}
