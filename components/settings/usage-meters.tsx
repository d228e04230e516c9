'use client';
import { useTranslations } from 'next-intl';
import type { Usage } from '#lib/contracts/api/operator.ts';
import { useByteText, useNumberText } from '../i18n/use-quantity.ts';
import { Meter } from '../ui/index.ts';

const quotas = ['executionsPerDay', 'storageBytes', 'servers', 'members', 'concurrentRuns'] as const;

/** Every quota with its bar. */
export function UsageMeters({ usage }: { usage: Usage }) {
  const t = useTranslations('usage');
  const bytes = useByteText();
  const number = useNumberText();
  return (
    <ul className="flex max-w-xl flex-col gap-5">
      {quotas.map((quota) => {
        const { used, limit } = usage[quota];
        const show = quota === 'storageBytes' ? bytes : number;
        const text = t('of', { used: show(used), limit: show(limit) });
        return (
          <li key={quota} className="flex flex-col gap-1.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="text-sm font-medium">{t(quota)}</span>
              <span className="text-muted text-sm tabular-nums">{text}</span>
            </div>
            <Meter label={t(quota)} used={used} limit={limit} text={text} />
            {used >= limit ? (
              <p role="status" className="text-error text-xs">
                {t(`${quota}Full`)}
              </p>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
