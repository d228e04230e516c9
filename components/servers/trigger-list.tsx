'use client';
import { CalendarClock, ClipboardPen, Webhook } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { hookAddress } from '#lib/editor/hook-address.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { CopyButton, ExactTime, RelativeTime, Skeleton } from '../ui/index.ts';
import { OpenLink } from './open-link.tsx';
import { useLiveTriggers } from './use-live-triggers.ts';

interface TriggerListProps {
  workflowId: string;
  version: number;
  /** The address of the workflow's server. */
  url: string;
  active: boolean;
}

/** What else starts a deployed workflow: webhooks and forms with their addresses, schedules with their next times. */
export function TriggerList({ workflowId, version, url, active }: TriggerListProps) {
  const t = useTranslations('servers');
  const { workspace } = useWorkspaceView();
  const { data, isPending } = useLiveTriggers(workflowId, version, active);
  if (isPending) return <Skeleton className="h-5 w-56" />;
  if (!data || data.webhooks.length + data.forms.length + data.schedules.length === 0) return null;
  return (
    <ul aria-label={t('triggers')} className="flex min-w-0 flex-col gap-1.5">
      {data.webhooks.map(({ key, path, method }) => (
        <Address
          key={key}
          address={hookAddress('webhook', url, workspace.slug, path)}
          icon={<Webhook aria-label={t('webhook')} className="text-faint size-4 shrink-0" />}
          what={<span className="text-muted font-mono text-xs">{method}</span>}
          copyLabel={t('copyWebhook')}
        />
      ))}
      {data.forms.map(({ key, path, title }) => (
        <Address
          key={key}
          address={hookAddress('form', url, workspace.slug, path)}
          icon={<ClipboardPen aria-label={t('form')} className="text-faint size-4 shrink-0" />}
          what={<span className="text-muted max-w-40 shrink-0 truncate text-xs">{title}</span>}
          copyLabel={t('copyForm')}
          openLabel={active ? t('openForm') : null}
        />
      ))}
      {data.schedules.map((schedule) => (
        <li
          key={schedule.trigger}
          className="rounded-control bg-subtle flex min-h-8 flex-wrap items-center gap-x-2 gap-y-0.5 px-2.5 py-1 text-xs"
        >
          <CalendarClock aria-label={t('schedule')} className="text-faint size-4 shrink-0" />
          <code className="font-mono">{schedule.cron}</code>
          <span className="text-muted">{schedule.timezone}</span>
          <span className="text-muted sm:ml-auto">
            {schedule.nextAt === null ? (
              t('neverAgain')
            ) : (
              <>
                {t('nextRun')} <RelativeTime value={schedule.nextAt} className="text-ink" /> (
                <ExactTime value={schedule.nextAt} />)
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface AddressProps {
  address: string;
  icon: ReactNode;
  what: ReactNode;
  copyLabel: string;
  /** Without it the address is none to open. */
  openLabel?: string | null;
}

function Address({ address, icon, what, copyLabel, openLabel = null }: AddressProps) {
  return (
    <li className="rounded-control bg-subtle flex items-center gap-2 py-0.5 pr-1 pl-2.5">
      {icon}
      {what}
      <code className="min-w-0 flex-1 truncate font-mono text-xs" title={address}>
        {address}
      </code>
      <CopyButton text={address} label={copyLabel} />
      {openLabel === null ? null : <OpenLink href={address} label={openLabel} />}
    </li>
  );
}
