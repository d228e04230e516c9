'use client';
import { useTranslations } from 'next-intl';
import { QueryError } from '../../layout/query-error.tsx';
import { useCan } from '../../layout/workspace-context.tsx';
import { Skeleton } from '../../ui/index.ts';
import type { ServerTabProps } from '../server-view.tsx';
import { useServerSettings } from '../use-server.ts';
import { AccessSection } from './access-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { useServerChange } from './use-server-changes.ts';
import { LongCallsSection } from './long-calls-section.tsx';

/** Who may use a server, what becomes of long calls, and how much may be asked of it. */
export function SettingsTab({ workflow }: ServerTabProps) {
  const t = useTranslations('serverSettings');
  const can = useCan();
  const settings = useServerSettings(workflow.id);
  const change = useServerChange(workflow.id);
  if (settings.isError) return <QueryError error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <Skeleton className="rounded-card h-72" />;
  const mayChange = can('deployment:manage');
  return (
    <div className="flex max-w-3xl flex-col gap-8">
      {mayChange ? null : <p className="text-muted text-sm">{t('readOnly')}</p>}
      <AccessSection server={settings.data} change={change} name={workflow.name} mayChange={mayChange} />
      <LongCallsSection server={settings.data} mayChange={mayChange} />
      {/* Anew after each save, so that the fields show what stands. */}
      <LimitsSection
        key={JSON.stringify([settings.data.access, settings.data.settings])}
        server={settings.data}
        change={change}
        mayChange={mayChange}
      />
    </div>
  );
}
