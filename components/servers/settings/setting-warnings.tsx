'use client';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { SettingWarning } from '#lib/contracts/server-contract.ts';
import { useSaid } from '../../i18n/use-said.ts';

/** What a server's settings say that its tools do not fit. */
export function SettingWarnings({ warnings }: { warnings: readonly SettingWarning[] }) {
  const t = useTranslations('serverSettings');
  const said = useSaid();
  if (warnings.length === 0) return null;
  return (
    <section role="status" className="rounded-control bg-warning-subtle p-3 text-sm">
      <p className="flex items-start gap-2 font-medium">
        <TriangleAlert aria-hidden className="text-warning mt-0.5 size-4 shrink-0" />
        {t('unfit')}
      </p>
      <ul className="mt-1.5 ml-6 flex flex-col gap-1 text-xs">
        {warnings.map((warning) => (
          <li key={`${warning.path} ${warning.message}`}>
            <code className="font-mono break-all">{warning.path}</code> {said(warning).message}
          </li>
        ))}
      </ul>
    </section>
  );
}
