'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Execution } from '#lib/contracts/execution.ts';
import { BackLink } from '../../layout/back-link.tsx';
import { pathOf } from '../../layout/navigation.ts';
import { PageHeader } from '../../layout/page-header.tsx';
import { QueryError } from '../../layout/query-error.tsx';
import { useCan, useWorkspaceView } from '../../layout/workspace-context.tsx';
import { ForbiddenState, Select, Skeleton } from '../../ui/index.ts';
import { useLiveExecution, useRunNodes } from '../use-executions.ts';
import { ReplayResult } from './replay-result.tsx';
import { useReplay, useVersions, type ReplayTarget } from './use-replay.ts';

/** "What would this version have done": a past run, computed again by a version that is chosen here. */
export function ReplayView({ id }: { id: string }) {
  const t = useTranslations('replay');
  const can = useCan();
  const { workspace } = useWorkspaceView();
  const { query } = useLiveExecution(id);
  const versions = useVersions(query.data?.workflowId);
  const [chosen, setChosen] = useState<ReplayTarget | null>(null);
  const target = chosen ?? (versions.data ? (versions.data.items[0]?.version ?? 'draft') : null);
  const replay = useReplay(id, can('workflow:execute') ? target : null);
  const error = query.error ?? versions.error ?? replay.error;
  return (
    <>
      <PageHeader
        back={<BackLink href={`${pathOf(workspace.slug, 'executions')}/${id}`}>{t('back')}</BackLink>}
        title={query.data ? t('title', { name: query.data.workflowName }) : t('titleShort')}
        description={t('help')}
        actions={
          query.data && versions.data && target !== null ? (
            <VersionChoice
              execution={query.data}
              versions={versions.data.items}
              value={target}
              onChange={(next) => setChosen(next)}
            />
          ) : null
        }
      />
      {!can('workflow:execute') ? (
        <ForbiddenState description={t('forbidden')} />
      ) : error ? (
        <QueryError error={error} onRetry={() => void replay.refetch()} />
      ) : query.data && replay.data ? (
        <Named execution={query.data} replay={replay.data} />
      ) : (
        <div aria-busy className="flex flex-col gap-4">
          <Skeleton className="rounded-card h-32 w-full" />
          <Skeleton className="rounded-card h-72 w-full" />
        </div>
      )}
    </>
  );
}

function Named({ execution, replay }: { execution: Execution; replay: Parameters<typeof ReplayResult>[0]['replay'] }) {
  const recorded = useRunNodes(execution).names;
  const computed = useRunNodes({ ...execution, version: replay.version }).names;
  return <ReplayResult execution={execution} replay={replay} names={new Map([...recorded, ...computed])} />;
}

interface ChoiceProps {
  execution: Execution;
  versions: readonly { version: number; live: boolean }[];
  value: ReplayTarget;
  onChange: (value: ReplayTarget) => void;
}

function VersionChoice({ execution, versions, value, onChange }: ChoiceProps) {
  const t = useTranslations('replay');
  const label = ({ version, live }: ChoiceProps['versions'][number]) => {
    if (version === execution.version) return t('versionThatRan', { version });
    return live ? t('versionLive', { version }) : t('version', { version });
  };
  return (
    <label className="flex items-center gap-2 text-sm">
      <span className="text-muted">{t('computeWith')}</span>
      <Select
        aria-label={t('computeWith')}
        className="w-52"
        value={String(value)}
        options={[
          { value: 'draft', label: t('draft') },
          ...versions.map((one) => ({ value: String(one.version), label: label(one) })),
        ]}
        onValueChange={(next) => onChange(next === 'draft' ? 'draft' : Number(next))}
      />
    </label>
  );
}
