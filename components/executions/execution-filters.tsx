'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import {
  executionStatusSchema,
  triggerKindSchema,
  type ExecutionStatus,
  type TriggerKind,
} from '#lib/contracts/execution.ts';
import { SearchField } from '../layout/search-field.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Select } from '../ui/index.ts';

export interface ExecutionFilterState {
  q: string;
  workflowId: string;
  status: ExecutionStatus | 'all';
  trigger: TriggerKind | 'all';
  time: 'all' | keyof typeof periods;
}

const HOUR_MS = 3_600_000;
/** Periods that can be asked for, in milliseconds back from now. */
export const periods = { lastHour: HOUR_MS, lastDay: 24 * HOUR_MS, lastWeek: 7 * 24 * HOUR_MS } as const;

interface ExecutionFiltersProps {
  value: ExecutionFilterState;
  onValueChange: (value: ExecutionFilterState) => void;
}

export function ExecutionFilters({ value, onValueChange }: ExecutionFiltersProps) {
  const t = useTranslations('executions');
  const tStatus = useTranslations('executionStatus');
  const tTrigger = useTranslations('triggerKind');
  const workflows = useWorkflowOptions();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField label={t('search')} value={value.q} onValueChange={(q) => onValueChange({ ...value, q })} />
      <Select
        aria-label={t('workflow')}
        className="w-44 max-sm:w-[calc(50%-0.25rem)]"
        value={value.workflowId}
        options={[{ value: 'all', label: t('anyWorkflow') }, ...workflows]}
        onValueChange={(workflowId) => onValueChange({ ...value, workflowId })}
      />
      <Select
        aria-label={t('status')}
        className="w-32 max-sm:w-[calc(50%-0.25rem)]"
        value={value.status}
        options={[
          { value: 'all', label: t('anyStatus') },
          ...executionStatusSchema.options.map((status) => ({ value: status, label: tStatus(status) })),
        ]}
        onValueChange={(status) => onValueChange({ ...value, status })}
      />
      <Select
        aria-label={t('trigger')}
        className="w-36 max-sm:w-[calc(50%-0.25rem)]"
        value={value.trigger}
        options={[
          { value: 'all', label: t('anyTrigger') },
          ...triggerKindSchema.options.map((trigger) => ({ value: trigger, label: tTrigger(trigger) })),
        ]}
        onValueChange={(trigger) => onValueChange({ ...value, trigger })}
      />
      <Select
        aria-label={t('time')}
        className="w-34 max-sm:w-[calc(50%-0.25rem)]"
        value={value.time}
        options={[
          { value: 'all', label: t('anyTime') },
          { value: 'lastHour', label: t('lastHour') },
          { value: 'lastDay', label: t('lastDay') },
          { value: 'lastWeek', label: t('lastWeek') },
        ]}
        onValueChange={(time) => onValueChange({ ...value, time })}
      />
    </div>
  );
}

/** The workflows to choose from. */
export function useWorkflowOptions(): { value: string; label: string }[] {
  const { workspace, client } = useWorkspaceView();
  const filter = { limit: 200 };
  const { data } = useQuery({
    queryKey: queryKeys.workflowList(workspace.id, filter),
    queryFn: ({ signal }) => client.call('listWorkflows', { query: filter, signal }),
  });
  return data?.items.map((workflow) => ({ value: workflow.id, label: workflow.name })) ?? [];
}
