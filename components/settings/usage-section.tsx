'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { RelativeTime, Skeleton } from '../ui/index.ts';
import { Section } from './section.tsx';
import { UsageMeters } from './usage-meters.tsx';

/** What the workspace uses of its quotas. */
export function UsageSection() {
  const t = useTranslations('usage');
  const tSettings = useTranslations('settings');
  const { workspace, client } = useWorkspaceView();
  const usage = useQuery({
    queryKey: queryKeys.usage(workspace.id),
    queryFn: ({ signal }) => client.call('getUsage', { signal }),
  });
  return (
    <Section title={tSettings('usage')} description={tSettings('usageText')}>
      {usage.isError ? (
        <QueryError error={usage.error} onRetry={() => void usage.refetch()} />
      ) : usage.isPending ? (
        <Skeleton className="h-48 max-w-xl" />
      ) : (
        <div className="flex flex-col gap-6">
          <UsageMeters usage={usage.data} />
          <p className="text-muted text-sm">
            {t.rich('resets', { when: () => <RelativeTime value={usage.data.resetsAt} /> })}
          </p>
        </div>
      )}
    </Section>
  );
}
