'use client';
import { useTranslations } from 'next-intl';
import { Field, Select } from '../../ui/index.ts';
import type { MemberDraft } from './member-editor.tsx';
import { useGatherable } from './use-collections.ts';

interface MemberPickerProps {
  members: readonly MemberDraft[];
  onAdd: (member: MemberDraft) => void;
  error: string | undefined;
}

/** Adds a workflow to a collection. */
export function MemberPicker({ members, onAdd, error }: MemberPickerProps) {
  const t = useTranslations('collections');
  const workflows = useGatherable();
  const rest = (workflows.data?.items ?? []).filter(({ id }) => members.every(({ workflowId }) => workflowId !== id));
  return (
    <Field label={t('workflows')} help={t('workflowsHelp')} error={error}>
      {(control) => (
        <Select
          {...control}
          // Nothing stays chosen: what is picked goes into the list below.
          key={members.length}
          value=""
          disabled={rest.length === 0}
          placeholder={rest.length === 0 ? t('noMore') : t('add')}
          options={rest.map(({ id, name }) => ({ value: id, label: name }))}
          onValueChange={(id) => {
            const workflow = rest.find((one) => one.id === id);
            if (workflow) onAdd({ workflowId: id, name: workflow.name, names: {} });
          }}
        />
      )}
    </Field>
  );
}
