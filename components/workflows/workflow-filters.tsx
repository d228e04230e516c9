'use client';
import { useTranslations } from 'next-intl';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { SearchField } from '../layout/search-field.tsx';
import { SegmentedControl, Select } from '../ui/index.ts';

export interface FilterState {
  q: string;
  status: WorkflowSummary['status'] | 'all';
  tag: string;
}

interface WorkflowFiltersProps {
  value: FilterState;
  onValueChange: (value: FilterState) => void;
  /** What is listed now; their tags are offered. */
  rows: readonly WorkflowSummary[];
}

const statuses = ['all', 'draft', 'live', 'stopped'] as const;

export function WorkflowFilters({ value, onValueChange, rows }: WorkflowFiltersProps) {
  const t = useTranslations('workflows');
  const tags = [...new Set([...(value.tag === 'all' ? [] : [value.tag]), ...rows.flatMap((row) => row.tags)])].sort();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField label={t('search')} value={value.q} onValueChange={(q) => onValueChange({ ...value, q })} />
      <SegmentedControl
        label={t('status')}
        value={value.status}
        options={statuses.map((status) => ({ value: status, label: t(status) }))}
        onValueChange={(status) => onValueChange({ ...value, status })}
      />
      {tags.length > 0 ? (
        <Select
          aria-label={t('tags')}
          className="w-36"
          value={value.tag}
          options={[{ value: 'all', label: t('anyTag') }, ...tags.map((tag) => ({ value: tag, label: tag }))]}
          onValueChange={(tag) => onValueChange({ ...value, tag })}
        />
      ) : null}
    </div>
  );
}
