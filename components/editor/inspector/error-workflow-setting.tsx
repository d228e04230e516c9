'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowUpRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { pathOf } from '#components/layout/navigation.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { Field, Select } from '#components/ui/index.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useSession } from '../session/editor-context.tsx';

const NONE = 'none';

interface Props {
  value: string | undefined;
  readOnly: boolean;
  onChange: (workflowId: string | undefined) => void;
}

/** The workflow that runs when a run of this one fails: a choice of those that start at "Another workflow failed". */
export function ErrorWorkflowSetting({ value, readOnly, onChange }: Props) {
  const t = useTranslations('editor.workflow');
  const { client, workflow } = useSession();
  const { workspace } = useWorkspaceView();
  const known = useQuery({
    queryKey: queryKeys.errorWorkflows(workspace.id),
    queryFn: ({ signal }) => client.call('listErrorWorkflows', { signal }),
    staleTime: 0,
  });
  const others = known.data?.items.filter(({ id }) => id !== workflow.id) ?? [];
  const gone = value !== undefined && !others.some(({ id }) => id === value);
  const options = [
    { value: NONE, label: t('errorWorkflowNone') },
    ...others.map(({ id, name, deployed }) => ({
      value: id,
      label: deployed ? name : t('errorWorkflowUndeployed', { name }),
    })),
    ...(gone ? [{ value, label: known.data ? t('errorWorkflowGone') : '…' }] : []),
  ];
  const open = value !== undefined && !gone;
  return (
    <Field
      label={t('errorWorkflow')}
      help={known.data && others.length === 0 ? t('errorWorkflowNoChoice') : t('errorWorkflowHelp')}
      aside={
        open ? (
          <Link
            href={`${pathOf(workspace.slug, 'workflows')}/${value}`}
            className="text-accent-text inline-flex items-center gap-0.5 rounded-sm text-xs hover:underline"
          >
            {t('errorWorkflowOpen')}
            <ArrowUpRight aria-hidden className="size-3" />
          </Link>
        ) : null
      }
    >
      {(control) => (
        <Select
          {...control}
          disabled={readOnly}
          value={value ?? NONE}
          options={options}
          onValueChange={(next) => onChange(next === NONE ? undefined : next)}
        />
      )}
    </Field>
  );
}
