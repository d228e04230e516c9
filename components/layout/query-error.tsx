'use client';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { ErrorState, ForbiddenState } from '../ui/index.ts';

/** A view whose data could not be had: forbidden, or failed with a trace id and a way to try again. */
export function QueryError({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { text, traceId, forbidden } = useProblemText()(error);
  if (forbidden) return <ForbiddenState description={text} />;
  return <ErrorState description={text} traceId={traceId} onRetry={onRetry} />;
}
