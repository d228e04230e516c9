'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { createClient } from '#lib/client/create-client.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { Skeleton } from '../ui/index.ts';
import { InstanceHealth } from './instance-health.tsx';
import { InstanceProviders } from './instance-providers.tsx';
import { InstanceSettings } from './instance-settings.tsx';
import { InstanceWorkspaces } from './instance-workspaces.tsx';
import { ResetTwoFactor } from './reset-two-factor.tsx';

/** Calls of the operator name no workspace. */
const operatorClient = createClient({ baseUrl: '' });

const REFRESH_MS = 15_000;

/** The installation as its operator sees it. */
export function OperatorView() {
  const t = useTranslations('operator');
  const instance = useQuery({
    queryKey: queryKeys.instance(),
    queryFn: ({ signal }) => operatorClient.call('getInstance', { signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <main className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6 lg:px-8">
      <PageHeader
        title={t('title')}
        description={t('description')}
        back={
          <Link href="/home" prefetch={false} className="text-muted mb-2 inline-flex items-center gap-1 text-sm">
            <ArrowLeft aria-hidden className="size-4" />
            {t('back')}
          </Link>
        }
      />
      {instance.isError ? (
        <QueryError error={instance.error} onRetry={() => void instance.refetch()} />
      ) : instance.isPending ? (
        <Skeleton className="h-64" />
      ) : (
        <div className="flex flex-col gap-10">
          <InstanceHealth instance={instance.data} />
          <InstanceWorkspaces client={operatorClient} />
          <ResetTwoFactor client={operatorClient} />
          <InstanceProviders providers={instance.data.signInProviders} />
          <InstanceSettings settings={instance.data.settings} />
        </div>
      )}
    </main>
  );
}
