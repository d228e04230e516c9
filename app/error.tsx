'use client';
import { useTranslations } from 'next-intl';
import { ErrorState } from '#components/ui/error-state.tsx';

/** A page that threw. The digest is the id under which the server logged it. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('crash');
  return (
    <main className="flex min-h-[70dvh] items-center">
      <ErrorState className="w-full" description={t('text')} traceId={error.digest} onRetry={reset} />
    </main>
  );
}
