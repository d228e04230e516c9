'use client';
import { useTranslations } from 'next-intl';

interface ProgressProps {
  deleted: number;
  /** How many there were to delete; `more`: at least so many. */
  of: { count: number; more: boolean } | null;
}

/** How far a deletion is. */
export function Progress({ deleted, of }: ProgressProps) {
  const t = useTranslations('deleteRuns');
  const known = of !== null && !of.more;
  const all = Math.max(of?.count ?? 0, deleted);
  const text = known ? t('progress', { deleted, all }) : t('progressOpen', { deleted });
  return (
    <div className="flex flex-col gap-1.5">
      <p role="status" className="text-sm tabular-nums">
        {text}
      </p>
      <div
        role="progressbar"
        aria-label={t('progressLabel')}
        aria-valuemin={0}
        aria-valuemax={known ? all : undefined}
        aria-valuenow={known ? deleted : undefined}
        aria-valuetext={text}
        className="bg-hover h-2 overflow-hidden rounded-full"
      >
        <div
          className="bg-accent h-full rounded-full transition-[width]"
          style={{ width: `${all === 0 ? 0 : (deleted / all) * 100}%` }}
        />
      </div>
    </div>
  );
}
